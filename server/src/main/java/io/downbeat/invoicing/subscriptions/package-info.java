/**
 * What invoices bill of subscriptions.
 *
 * <p>Owns what finalized invoices billed, so that nothing is billed twice and edits that contradict it are refused ({@link
 * io.downbeat.invoicing.subscriptions.BilledCharges}), which invoices are wanted ({@link
 * io.downbeat.invoicing.subscriptions.SubscriptionInvoices}), and when a contract needs its next invoice of charges ({@link
 * io.downbeat.invoicing.subscriptions.FollowSubscriptions}), with the tables {@code billed_subscription_charge} and {@code
 * subscription_cursor}. Does not own what is charged (rating.subscriptions), nor the invoices.
 */
@NullMarked
package io.downbeat.invoicing.subscriptions;

import org.jspecify.annotations.NullMarked;
