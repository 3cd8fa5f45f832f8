/**
 * The spend trackers of a contract: what its purchases of commits come to in a usage period, by which the discount of a
 * recharge may end.
 *
 * <p>Owns the terms ({@link io.downbeat.contracts.trackers.SpendTracker}), how they are read from requests, edited, stored and
 * shown ({@link io.downbeat.contracts.trackers.SpendTrackersPart}), and what was counted ({@link
 * io.downbeat.contracts.trackers.TrackedSpend}): the tables {@code spend_tracker} and {@code tracked_purchase}. Does not own
 * when a purchase counts ({@code thresholdbilling}) nor what a cap does to a discount ({@code contracts.thresholds}).
 *
 * <p>Instants that differ: {@code counted_at} is when a purchase began to count, which decides its period; the invoice may be
 * of an earlier date.
 */
@NullMarked
package io.downbeat.contracts.trackers;

import org.jspecify.annotations.NullMarked;
