/**
 * What went wrong on our side and somebody should know: a job that keeps failing, an invoice that could not be finalized.
 *
 * <p>Owns the {@code incident} rows, of which one is open for each (kind, subject), and the incidents of jobs. Does not own
 * what the other kinds mean: whoever raises one says what happened and what to do, and ends it when the matter is over. They
 * stand in {@code GET /downbeat/v1/alerts} beside the alerts of accounts and of metering.
 */
@NullMarked
package io.downbeat.incidents;

import org.jspecify.annotations.NullMarked;
