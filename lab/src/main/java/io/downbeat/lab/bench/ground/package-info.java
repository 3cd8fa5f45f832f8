/**
 * What is measured on: PostgreSQL, servers and simulated providers started for the occasion, and what can be seen of them from
 * outside: processor time, memory, the statements PostgreSQL writes down.
 *
 * <p>Owns how much is measured ({@link io.downbeat.lab.bench.ground.Scale}). Does not own any measure.
 */
@NullMarked
package io.downbeat.lab.bench.ground;

import org.jspecify.annotations.NullMarked;
