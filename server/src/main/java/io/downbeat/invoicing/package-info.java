/**
 * Invoices from their first draft to their last word: when one opens, what stands on it, when it is finalized, which
 * provider it belongs to, and what voiding and regenerating do.
 *
 * <p>Owns the {@code invoice} rows, their frozen lines and routes, and the one live invoice per contract, kind and
 * period. This package is the invoices as they stand; {@code services} opens those of professional services, {@code lifecycle} moves
 * all of them and {@code api} shows them. Does not
 * own prices (pricing), quantities (usage), an amount (rating computes every one), the provider schedule (contracts) or the
 * sending (delivery): it publishes {@link DraftsOpened}, {@link InvoicesFinalized} and {@link InvoiceVoided} in the transaction
 * that makes them true, and delivery writes back what a provider said through {@link Invoicing#recordExternal}. Where a
 * person sends a regenerated invoice elsewhere than the schedule says, {@link RouteChosenByHand} asks whoever knows better. What
 * a page does and shows beyond that, it asks of {@link Invoicing.Actions} and {@link Invoicing.Evidence}.
 *
 * <p>Instants that differ: a usage invoice covers {@code [start, end)}, is issued at end + grace and finalized when the
 * work gets to it, at that moment or a little later. A scheduled invoice has no period; it is issued on its date. The
 * route follows the period's end or the issue date, never the moment of finalization.
 */
@NullMarked
package io.downbeat.invoicing;

import org.jspecify.annotations.NullMarked;
