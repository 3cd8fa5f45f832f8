/**
 * Invoices of professional services: how a request asks for one, and that all of them together bill no more of a service than
 * its contract agreed on.
 *
 * <p>Owns what is written to {@code professional_service_item}, whose trigger holds the same bound for everybody. Does not own
 * what was agreed on ({@code contracts.services}), nor what becomes of such an invoice: it is a draft until its date, and then
 * finalized, routed, voided and regenerated like every other ({@code invoicing.lifecycle}).
 *
 * <p>Instants that differ: an invoice may be asked for long before its date or after it; it is issued on its date, which
 * decides its route, and finalized then or, if that is past, at once.
 */
@NullMarked
package io.downbeat.invoicing.services;

import org.jspecify.annotations.NullMarked;
