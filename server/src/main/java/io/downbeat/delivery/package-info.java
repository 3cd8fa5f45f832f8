/**
 * The port between invoices and the billing providers: what a delivery is, and what each provider must be able to do.
 *
 * <p>Owns the words that the engine and the connectors share, and {@link io.downbeat.delivery.InvoiceRoute} with the
 * {@link io.downbeat.delivery.RemoteAccount} that most routes call, and how a floor above wakes a delivery. Does not
 * own a row or a rule of the engine ({@code delivery.engine}, which it does not know), nor a protocol (the connectors).
 *
 * <p>Instants that differ: <em>next attempt</em>, <em>quiet time</em> and <em>deadline</em> are business time.
 */
@NullMarked
package io.downbeat.delivery;

import org.jspecify.annotations.NullMarked;
