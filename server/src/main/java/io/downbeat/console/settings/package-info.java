/**
 * The pages of what the account is set up with: delivery methods and their credentials, API tokens, webhooks, the audit log, and what
 * this server runs on.
 *
 * <p>Owns no rule and no table: what an account is set up with and what a credential looks like is said by {@code providers},
 * who may do what by {@code access}, whether a provider takes a credential by {@code preflight}. A secret is typed here and shown
 * by no page, but a token or a webhook's secret that was made here once, right after it was made.
 *
 * <p>Instants that differ: tokens are of real time, since they guard people; the audit log is in business time.
 */
@NullMarked
package io.downbeat.console.settings;

import org.jspecify.annotations.NullMarked;
