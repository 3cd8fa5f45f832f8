/**
 * {@code bench --only servers}: one to four servers on one database.
 *
 * <p>Owns which month ends are compared. On a machine whose cores are in use with one server already, more of them share
 * these; what they gain is what a provider makes them wait for.
 */
@NullMarked
package io.downbeat.lab.bench.servers;

import org.jspecify.annotations.NullMarked;
