/**
 * Tackle's metering of AWS, an intermediary: what it takes is submitted to AWS a moment later, or fails there.
 *
 * <p>Owns: usage records and what became of them. Does not own: AWS's own metering, which it only stands before.
 *
 * <p>Instants that differ: a record's <em>start_time</em> and <em>scheduled_at</em> are the sender's; <em>created</em>, and
 * with it the moment of submission, is the sandbox's clock's.
 */
@NullMarked
package io.downbeat.sandbox.tackle;

import org.jspecify.annotations.NullMarked;
