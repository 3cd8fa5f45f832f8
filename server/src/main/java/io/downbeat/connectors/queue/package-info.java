/**
 * Queues: one message per finalized invoice to AWS SQS or AWS SNS, for any provider that a customer is billed by.
 *
 * <p>Owns the message (its shape, its signature, its size) and what SQS and SNS answer. Does not own retries, pacing or
 * the row: those are the engine's. Does not meter: a consumer that does so takes the quantities from the lines.
 *
 * <p>Instants: {@code occurred_at} is when the invoice was finalized, by business time; a queue's five minutes of
 * deduplication run by the queue's own clock.
 */
@NullMarked
package io.downbeat.connectors.queue;

import org.jspecify.annotations.NullMarked;
