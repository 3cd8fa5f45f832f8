/**
 * What invoices would come to with events that nobody sent.
 *
 * <p>Owns which invoices such events would stand on. Stores nothing and moves nothing. How events are read and counted is
 * {@code usage.events}'s; what stands on a draft is the package above's, which computes these like all others.
 *
 * <p>Instants that differ: an event's timestamp says which period it falls into, and may lie in any; the balances are those
 * of the moment of the request, whatever the period.
 */
@NullMarked
package io.downbeat.invoicing.preview;

import org.jspecify.annotations.NullMarked;
