/**
 * Metering records: one hour of one buyer with a quantity that is frozen when it is made, the invoices whose cents it carries,
 * every request it went out with, and what became of it.
 *
 * <p>Owns the tables {@code metering_record}, {@code metering_allocation} and {@code metering_attempt}, and the jobs that send
 * records, ask for those an intermediary took, and warn of the end of their window. Whether an amount goes back to its
 * invoices is decided here; how much is due, and in which hours, is not ({@code invoices}).
 *
 * <p>Instants: the hour is what is billed, the deadline is when the marketplace takes it no more, and next attempts and
 * readings lie between the two. A lease follows the database's clock.
 */
@NullMarked
package io.downbeat.metering.records;

import org.jspecify.annotations.NullMarked;
