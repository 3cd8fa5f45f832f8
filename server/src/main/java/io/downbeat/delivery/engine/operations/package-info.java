/**
 * What happens to a delivery from outside: what people do to it (retry, resolve, cancel) and see of it, what a voided or
 * regenerated invoice means for it, and what a reconciliation has done about it.
 *
 * <p>Owns the endpoints of deliveries, the forecast of the queues, and the table {@code delivery_action}. Changes a delivery
 * on its locked row only, and raises its fence, so that a claim that runs meanwhile writes nothing more. Does not own what a
 * claim does (the package above), and sends nothing: what is to be sent or asked again falls due there.
 *
 * <p>Instants that differ: none; all are business time.
 */
@NullMarked
package io.downbeat.delivery.engine.operations;

import org.jspecify.annotations.NullMarked;
