/**
 * Carries every finalized invoice to the one configuration it belongs to, exactly once in effect, and keeps the proof.
 *
 * <p>Owns: the delivery row (written in the finalizing transaction, unique per invoice for ever), its state machine
 * with write-ahead intents and fenced claims, pacing and circuit breaking per account, the operators' doors, the
 * checks of {@code verify}, and the port ({@link io.downbeat.delivery.ProviderAdapter}) behind which each provider
 * lives. Does not own: which configuration an invoice belongs to (invoicing freezes that), credentials (providers), or
 * a provider's protocol (the packages below this one).
 *
 * <p>Instants that differ: <em>next attempt</em>, <em>quiet time</em> and <em>deadline</em> are business time; a
 * <em>lease</em> follows the database's own clock, because it guards against dead processes and not against late
 * customers; <em>pacing</em> follows real time, because it protects a real provider.
 */
@NullMarked
package io.downbeat.delivery;

import org.jspecify.annotations.NullMarked;
