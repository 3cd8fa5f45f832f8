/**
 * What waits for a person, or for its own end: a job that keeps failing, an account that is refused, metering that stopped,
 * a coming segment that would not get through.
 *
 * <p>Owns the {@code incident} rows, of which one is open for each kind and subject, the one list of them
 * ({@code GET /downbeat/v1/alerts}), their clearing by a person, and the incidents of jobs. Does not own what the other
 * kinds mean, and knows no feature: whoever raises one declares its {@link io.downbeat.incidents.IncidentKind}, says what
 * happened and what to do, and ends it in its own transaction when the matter is over.
 *
 * <p>Instants: raising, last sight, deadline and end are business time.
 */
@NullMarked
package io.downbeat.incidents;

import org.jspecify.annotations.NullMarked;
