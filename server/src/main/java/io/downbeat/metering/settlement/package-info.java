/**
 * How invoices stand with their marketplaces, for whoever asks: the delivery that is confirmed once all of an invoice is
 * metered, people, verification and reconciliation. Also keeps an invoice that was partly metered from going elsewhere whole.
 *
 * <p>Reads the tables of metering and writes none.
 *
 * <p>Instants: a delivery waits until the last open record's window is over at the latest; the deadline of an invoice is when
 * the marketplace takes its last hour no more.
 */
@NullMarked
package io.downbeat.metering.settlement;

import org.jspecify.annotations.NullMarked;
