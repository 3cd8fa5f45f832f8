/**
 * Which reseller royalty an invoice names, and which of its products that is about.
 *
 * <p>Owns the rule and the table {@code invoice_royalty}, where a royalty is kept as it was when its invoice was finalized.
 * Does not own what was agreed on ({@code contracts.royalties}), and changes no amount: a reseller reckons with it.
 *
 * <p>Instants that differ: the end of an invoice's period, or its date if it has none, decides which royalty it names; the
 * moment of finalization only when that is frozen.
 */
@NullMarked
package io.downbeat.invoicing.royalties;

import org.jspecify.annotations.NullMarked;
