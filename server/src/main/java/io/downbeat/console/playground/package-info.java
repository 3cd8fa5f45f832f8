/**
 * The playground of a simulation: move the clock, break a provider, and see what we say beside what the provider holds.
 *
 * <p>Owns no table and no rule. Does not own the simulators: it knows them by {@link
 * io.downbeat.console.playground.SimulatedProviders}, which {@code app} fills where they are there. On a real server there is
 * no such page.
 *
 * <p>The instants here are the simulated clock's.
 */
@NullMarked
package io.downbeat.console.playground;

import org.jspecify.annotations.NullMarked;
