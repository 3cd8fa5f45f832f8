/**
 * Work that falls due: the business clock and its endpoint, the runner that sleeps until something is due, and what the
 * failure of a job comes to.
 *
 * <p>Owns the tables of the simulated clock. Does not own any job. Instants: everything that falls due follows business
 * time; only the sleeping between two looks follows real time.
 */
@NullMarked
package io.downbeat.platform.work;

import org.jspecify.annotations.NullMarked;
