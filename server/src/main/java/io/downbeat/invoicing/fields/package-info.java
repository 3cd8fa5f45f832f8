/**
 * The custom fields of what the lines of invoices name: products, commits and credits, charges, discounts,
 * subscriptions and professional services.
 *
 * <p>Owns the table {@code invoice_named_fields}, where they are kept as they were when an invoice was finalized. Does not own
 * the fields, which stand with what has them, nor an invoice's own, which may change after that.
 */
@NullMarked
package io.downbeat.invoicing.fields;

import org.jspecify.annotations.NullMarked;
