/**
 * Sends notifications of what happened to the account's webhooks, at least once each.
 *
 * <p>Owns: the webhooks with their sealed secrets; the outbox, one message for each notification and webhook, written
 * in the transaction of what happened; sending, with signature, retries and the record of every attempt, and to which
 * addresses; forgetting what was told. Does not own: what is worth telling and with which properties. The feature in
 * which it happens publishes a {@link io.downbeat.platform.Notification}.
 *
 * <p>A notification's id and bytes are frozen when it is written and are the same for every webhook and attempt:
 * receivers drop repetitions by the id.
 *
 * <p>Instants that differ: <em>written</em>, <em>next attempt</em>, <em>give up</em> and <em>ended</em> are business
 * time; a
 * <em>lease</em> and the {@code Date} of a request follow the database's own clock, because a receiver holds that date
 * against the real one; how long a webhook may be silent is real time.
 */
@NullMarked
package io.downbeat.notifications;

import org.jspecify.annotations.NullMarked;
