/**
 * Invoices that bill one commit at once, outside of everything that is scheduled, and how much a contract has outstanding.
 *
 * <p>Owns how such an invoice is opened and made final, in two steps of one transaction, so that whoever buys can note
 * between them what the payment is for. Does not own when anything is bought or what becomes of the commit ({@code
 * thresholdbilling}), nor the invoice's later life: it is routed, delivered and voided like every other.
 *
 * <p>Instants that differ: none. The invoice is issued, routed and final at the moment of the purchase.
 */
@NullMarked
package io.downbeat.invoicing.purchases;

import org.jspecify.annotations.NullMarked;
