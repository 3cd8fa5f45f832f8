/**
 * Invoices of periods before the contract's invoice generation, made of quantities that somebody gives instead of usage.
 *
 * <p>Owns what is asked of such an invoice, the quantities as they were given ({@code historical_usage}), and how they take
 * the place of usage when lines are computed. Does not own the invoice's row or its lines (the package above), nor the way to
 * {@code FINALIZED} ({@code lifecycle}).
 *
 * <p>Instants that differ: a quantity counts in the hour in which its item, or its part of the item, begins, at the price
 * and from the balances of then; what the balances have left is as of the moment of the request.
 */
@NullMarked
package io.downbeat.invoicing.historical;

import org.jspecify.annotations.NullMarked;
