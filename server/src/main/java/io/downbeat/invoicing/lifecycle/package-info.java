/**
 * What happens to an invoice: drafts open and follow their contract, fall due and are finalized, are voided, regenerated
 * and sent elsewhere by hand.
 *
 * <p>Owns every step from one status to the next, and the table {@code invoicing_cursor}. Does not own what an invoice looks
 * like or what stands on it (the package above), and is used by {@code invoicing.api} only: everybody else asks {@code
 * Invoicing.Actions} and hears of it by facts.
 *
 * <p>Instants that differ: a draft falls due at its issue date, and after a failure some time later; it is finalized when
 * the work gets to it, with that moment as {@code finalized_at}.
 */
@NullMarked
package io.downbeat.invoicing.lifecycle;

import org.jspecify.annotations.NullMarked;
