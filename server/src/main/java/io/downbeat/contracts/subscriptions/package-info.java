/**
 * The subscriptions of a contract: so many of a product, or so many seats, for one billing period after the other.
 *
 * <p>Owns their terms and how they are read from requests, stored and shown ({@link
 * io.downbeat.contracts.subscriptions.SubscriptionsPart}), how many there are at a moment ({@link
 * io.downbeat.contracts.subscriptions.SeatSchedule}), which periods they are billed for ({@link
 * io.downbeat.contracts.subscriptions.BillingGrid}), for which seats a recurring commit or credit gives something ({@link
 * io.downbeat.contracts.subscriptions.SeatGrants}), and the tables {@code subscription}, {@code subscription_change} and
 * {@code subscription_seat}. Does not own what a period costs (rating.subscriptions), nor which invoice bills it
 * (invoicing).
 */
@NullMarked
package io.downbeat.contracts.subscriptions;

import org.jspecify.annotations.NullMarked;
