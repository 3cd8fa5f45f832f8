/**
 * Looks whether invoices would get through before they have to: on demand, and daily for segments that are yet to begin.
 *
 * <p>Owns: what Downbeat itself can tell about a configuration, the assembling of an route's question, the list of
 * configurations to look at daily, the notices that come of it, and the last check of each account's credentials. Does not own the schedule (contracts), nor how a
 * provider is asked ({@link io.downbeat.delivery.InvoiceRoute#preflight}).
 *
 * <p>Instants: a segment's beginning, the daily hour, a notice's raising and ending and the moment of a check are business time; a lease
 * follows the database's clock.
 */
@NullMarked
package io.downbeat.preflight;

import org.jspecify.annotations.NullMarked;
