/**
 * {@code bench --peer URL}: the same load client against a running Kill Bill, for a figure beside ours.
 *
 * <p>Owns what is asked of the peer and what may be compared. Does not own how the peer is set up; docs/benchmarks.md says
 * how.
 */
@NullMarked
package io.downbeat.lab.bench.peer;

import org.jspecify.annotations.NullMarked;
