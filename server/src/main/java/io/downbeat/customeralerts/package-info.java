/**
 * The API's alerts (threshold notifications): customers' spend, usage, invoices and balances, and their seats', held against thresholds.
 *
 * <p>Not what {@code GET /downbeat/v1/alerts} lists: that waits for an operator of this server, and is {@code incidents}.
 *
 * <p>Owns the alerts, each customer's status towards them, and when a customer is evaluated: after usage, after a change of its
 * balances, invoices, terms, rates or custom fields, and when time alone may change what is found. The rules are {@code rules}. Does not own a figure
 * (invoicing and usage compute them all) nor a message's way out: it publishes a {@link io.downbeat.platform.Notification} in the
 * transaction that changes a status.
 *
 * <p>Whoever changes something adds a row and waits for nobody; an evaluation takes the rows of a bounded number of customers, reads their
 * accounts together and writes what is new. A customer without a change is never evaluated, whatever alerts there are.
 */
@NullMarked
package io.downbeat.customeralerts;

import org.jspecify.annotations.NullMarked;
