/**
 * An outage played on a copy: what would wait, what would be parked, when would all be through.
 *
 * <p>Owns the copy of a database, the outage and what is reported of it. The servers it starts can reach nothing but this
 * machine, whatever addresses the copied credentials name.
 *
 * <p>Instants: everything is reported in business time; the copy's clock is simulated and goes on from the original's.
 */
@NullMarked
package io.downbeat.lab.drill;

import org.jspecify.annotations.NullMarked;
