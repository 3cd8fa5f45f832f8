/**
 * Named schedules: JSON values over spans of time that clients keep with a customer, a contract or a rate card. This server
 * reads nothing from them.
 *
 * <p>Owns the schedules of all three with their tables, so that there is one mechanism. Does not own customers, contracts
 * and rate cards: it asks them who there is, and a schedule may also be kept with one that is archived.
 *
 * <p>Instants that differ: {@code starting_at} and {@code ending_before} are the client's and may lie anywhere; none of them
 * is when something was written.
 */
@NullMarked
package io.downbeat.namedschedules;

import org.jspecify.annotations.NullMarked;
