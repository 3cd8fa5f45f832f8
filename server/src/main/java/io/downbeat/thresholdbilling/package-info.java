/**
 * Commits that are bought when a contract's threshold is reached, or by an edit that wants them paid first: when one is
 * bought, what has to be paid for it, and what becomes of it once that is known.
 *
 * <p>Owns {@code payment_workflow} (one row a purchase, open until its end; one open per contract and kind of threshold),
 * {@code threshold_watch} and {@code threshold_mark} (which contracts are looked at, and when), and the release call. Does
 * not own the terms ({@code contracts.thresholds}), the invoice of a purchase or what a contract has outstanding ({@code
 * invoicing.purchases}), balances, nor any payment: the invoice's one delivery asks for the money, and its end tells.
 *
 * <p>The end of a workflow is one transaction: RELEASED with its commit, or FAILED with its invoice void and its threshold
 * disabled. What a delivery tells is first only written down, since it holds its own row then; the end follows at once, under
 * the contract's lock. Locks are taken in this order: the watched contract or a delivery, contract, workflow, invoice.
 *
 * <p>Instants: all are business time. A contract is looked at within a minute after usage, and at once after everything else
 * that counts.
 */
@NullMarked
package io.downbeat.thresholdbilling;

import org.jspecify.annotations.NullMarked;
