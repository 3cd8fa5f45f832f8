/**
 * The page of an invoice: what stands on it, why it goes where it goes, what became of it, and voiding and regenerating with the
 * page before each that says what will happen at the provider. Its documents too: the PDF and the evidence as JSON.
 *
 * <p>Owns no rule: the invoice, its route and the two actions are {@code invoicing}'s, the delivery's story the engine's, the PDF
 * {@code documents}'.
 *
 * <p>Instants that differ: an invoice is issued on its date, finalized when the work got to it, and a provider's word comes
 * later still; each is named by its own word.
 */
@NullMarked
package io.downbeat.console.invoices;

import org.jspecify.annotations.NullMarked;
