/**
 * The scheduled charges of a contract: fixed products charged on named dates.
 *
 * <p>Owns how they are read from requests, edited, stored and shown ({@link
 * io.downbeat.contracts.charges.ScheduledChargesPart}), and for them and the payments of commits how schedules are read and
 * recurring ones expanded into items ({@link io.downbeat.contracts.charges.InvoiceSchedules}) and which products a contract
 * may charge on a date ({@link io.downbeat.contracts.charges.FixedProducts}). Does not own what others read of a charge
 * ({@link io.downbeat.contracts.ScheduledCharge}, a word of {@code contracts}), nor the invoices of charges.
 *
 * <p>Instants that differ: an item's {@code timestamp} is when it is invoiced; a charge's {@code archivedAt} is when
 * somebody archived it, and from then on its items that were not invoiced yet are not charged any more.
 */
@NullMarked
package io.downbeat.contracts.charges;

import org.jspecify.annotations.NullMarked;
