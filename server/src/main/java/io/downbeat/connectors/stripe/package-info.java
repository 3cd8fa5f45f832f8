/**
 * Stripe, direct: the saga of {@code docs/decisions/0003-stripe-saga.md}, to the letter.
 *
 * <p>Owns: what an invoice looks like at Stripe, which call comes next, and what Stripe's answers mean. Does not own:
 * claims, intents, waiting and retrying (the delivery engine does), or Stripe's secrets (providers keep them).
 *
 * <p>Instants that differ: Stripe's {@code created} is Stripe's time and never compared to ours when ours is simulated.
 */
@NullMarked
package io.downbeat.connectors.stripe;

import org.jspecify.annotations.NullMarked;
