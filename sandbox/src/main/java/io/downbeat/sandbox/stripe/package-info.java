/**
 * Stripe, as far as invoices and their payments go.
 *
 * <p>Owns: invoices in every state, their payment intents, the idempotency layer, and the events that leave as signed
 * webhooks. Does not own: accounts and customers, who exist as their ids say.
 *
 * <p>Instants that differ: an invoice's <em>created</em> and transitions, and the end of an idempotency key, are the
 * sandbox's clock's; a line's <em>period</em> is the sender's; webhooks are tried again after real time.
 */
@NullMarked
package io.downbeat.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
