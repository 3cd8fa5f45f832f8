/**
 * Commits and credits as requests name them and answers show them: those that a contract agrees on, once or anew for every
 * period, and those of a customer.
 *
 * <p>Owns how they are read, refused and edited, by one code path whichever operation asks ({@link
 * io.downbeat.contracts.commits.CommitsPart}), how they are shown ({@link io.downbeat.contracts.commits.BalanceViews}), and the
 * recurring ones ({@link io.downbeat.contracts.commits.RecurringPart}): their table, their periods, and the making of a balance
 * for each. Does not own balances themselves, which {@code balances} stores, nor what is left of them, nor their invoices: which
 * payments are billed is asked of whoever makes invoices ({@link io.downbeat.contracts.commits.BilledPayments}).
 *
 * <p>Instants that differ: an access item's {@code starting_at} and {@code ending_before} bound what it pays and lie on full
 * hours; an invoice item's {@code timestamp} is when it is charged, and may lie outside of both (a contract's before its end); a recurring
 * item's {@code ending_before} ends the making of balances and not their access, and the balance of a period is {@code
 * created_at} its start, though it is made one period ahead.
 */
@NullMarked
package io.downbeat.contracts.commits;

import org.jspecify.annotations.NullMarked;
