/**
 * Where a person sends a regenerated invoice, if not where its contract's schedule says.
 *
 * <p>Owns what may be chosen, the record of who chose it and why, and the table {@code invoice_route_by_hand}. Does not own the
 * schedule (contracts), how an invoice is made again ({@code invoicing.lifecycle}) nor its sending (delivery).
 *
 * <p>Instants that differ: {@code decided_at} is when somebody decided, and the invoice is finalized in the same transaction;
 * neither has anything to do with the period that it bills.
 */
@NullMarked
package io.downbeat.invoicing.routes;

import org.jspecify.annotations.NullMarked;
