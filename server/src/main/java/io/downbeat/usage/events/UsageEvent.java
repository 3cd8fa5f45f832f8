package io.downbeat.usage.events;

import java.time.Instant;

/**
 * One event as it was sent, or might be.
 *
 * @param transactionId empty for one that nobody sent and that has no name
 * @param customer a customer's id or one of its aliases, which may not exist yet
 * @param timestamp when the usage happened, to the nanosecond
 */
record UsageEvent(String transactionId, String customer, String eventType, Instant timestamp, Properties properties) {}
