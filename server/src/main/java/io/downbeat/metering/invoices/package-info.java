/**
 * What is metered of an invoice: opened with its draft, assessed and frozen into records five minutes after each hour, closed
 * when the invoice is final. Cents that were metered beyond a total are carried forward to later invoices of the contract.
 *
 * <p>Owns the tables {@code metered_invoice} and {@code carry_forward}; {@code records} gives cents back when a record did not
 * arrive. Does not own the amounts (invoicing), nor what becomes of a record.
 *
 * <p>Instants: an invoice's period is the contract's; the next hour to be metered is five minutes after it ended.
 */
@NullMarked
package io.downbeat.metering.invoices;

import org.jspecify.annotations.NullMarked;
