/**
 * The playground of a simulation: move the clock, break a provider, and see what we say beside what the provider holds; and
 * the story, which fills a fresh server in seven steps, each explained.
 *
 * <p>Owns no table and no rule: a step of the story asks the features for what the API would be asked for, and how far it is
 * is read off what there is of it. Does not own the simulators: it knows them by {@link
 * io.downbeat.console.playground.SimulatedProviders}, which {@code app} fills where they are there. On a real server there is
 * no such page.
 *
 * <p>The instants here are the simulated clock's.
 */
@NullMarked
package io.downbeat.console.playground;

import org.jspecify.annotations.NullMarked;
