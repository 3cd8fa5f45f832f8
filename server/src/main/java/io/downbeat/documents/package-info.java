/**
 * Invoices as documents to hand to a customer: {@code GET /v1/customers/{customer_id}/invoices/{invoice_id}/pdf}, and
 * {@link io.downbeat.documents.InvoicePdfs} for pages.
 *
 * <p>Owns the page, its typefaces and how figures and dates are written for people. Does not own a table, an amount or a
 * rule: what stands on an invoice is {@link io.downbeat.invoicing.Invoicing}'s, the same that the API's JSON shows, and
 * nothing here adds, rounds or takes away. A document is made when it is asked for and kept nowhere. The names of
 * customer and contract are those of today; the lines and the total of a finalized invoice are frozen.
 *
 * <p>Instants that differ: service periods are half open, and a document names their last day; the dates inside the file
 * are the invoice's own, so that the same invoice is the same bytes whenever and wherever it is asked for.
 */
@NullMarked
package io.downbeat.documents;

import org.jspecify.annotations.NullMarked;
