/**
 * Billable metrics: which events count, how they become a quantity, and by which properties usage can be told apart.
 *
 * <p>Owns the definitions, which never change, and the version that goes up with each of them. Does not own events,
 * usage, or what a metric's quantity costs; it reads of usage only which metrics a customer has series of, to list them.
 *
 * <p>From where a metric counts is no instant but an event ordinal ({@code seesFrom}), so that no server's clock decides
 * it. {@code createdAt} and {@code archivedAt} are business time and decide nothing about what is counted.
 */
@NullMarked
package io.downbeat.usage.metrics;

import org.jspecify.annotations.NullMarked;
