/**
 * Events: they come in, are told apart by their transaction id, are counted once each, and can be searched for.
 *
 * <p>Owns the events, the keys by which a repetition is recognised, the record that there was one, and how long each
 * of them is kept. Does not own the metrics that events count for ({@code usage.metrics}) or the hours they are
 * counted into ({@code usage}). What was used is read from {@code usage};
 * whoever shows events to a person asks {@link io.downbeat.usage.events.EventListings}, who wants to know what events would
 * come to asks {@link io.downbeat.usage.events.SupposedEvents}, and who has events that came by another way than HTTP gives
 * them to {@link io.downbeat.usage.events.IngestEvents}.
 *
 * <p>Two instants differ and must not be mixed: an event's {@code timestamp} says when the usage happened and decides
 * the hour it counts in; {@code received_at} says when this server took it, and decides only how long it is kept and
 * which month's partition holds it. Both are business time. Which of two events with one timestamp is the later is
 * decided by neither, but by the ordinal each gets when it is written.
 */
@NullMarked
package io.downbeat.usage.events;

import org.jspecify.annotations.NullMarked;
