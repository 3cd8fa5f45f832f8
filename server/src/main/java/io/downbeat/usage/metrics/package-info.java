/**
 * Billable metrics: which events count, how they become a quantity, and by which properties usage can be told apart.
 *
 * <p>Owns the definitions, which never change but for their custom fields and that they are archived, and the version that
 * is another one after each change. Does not own events, usage, or what a metric's quantity costs, and reads none of them:
 * every metric may count every customer's events, and which of them a customer used is {@code usage}'s to say.
 *
 * <p>From where a metric counts is no instant but an event ordinal ({@code seesFrom}), so that no server's clock decides
 * it. {@code createdAt} and {@code archivedAt} are business time and decide nothing about what is counted.
 */
@NullMarked
package io.downbeat.usage.metrics;

import org.jspecify.annotations.NullMarked;
