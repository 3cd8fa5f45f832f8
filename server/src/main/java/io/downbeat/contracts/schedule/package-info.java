/**
 * The billing provider configuration schedule of a contract: which configuration bills it from which period boundary on.
 *
 * <p>Owns the append-only log of segments, the rules for changing from one provider to another ({@link
 * io.downbeat.contracts.schedule.ProviderSchedule}, pure) and for threshold billing beside a provider, and previews of a
 * change. Does not own configurations (providers), what others read of a segment ({@link
 * io.downbeat.contracts.ProviderSegment}, a word of {@code contracts}), nor the route of an invoice (core and invoicing).
 *
 * <p>Instants that differ: a segment's {@code effectiveAt} is a period boundary and says from which invoice on it routes;
 * its {@code createdAt} says when somebody asked for it, and of two segments at one boundary the one created later is in
 * force. Where a segment ends follows from the next one and is never stored.
 */
@NullMarked
package io.downbeat.contracts.schedule;

import org.jspecify.annotations.NullMarked;
