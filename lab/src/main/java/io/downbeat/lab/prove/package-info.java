/**
 * The proof of exactly once: several server processes on one database, killed at random, providers that misbehave on a
 * fifth of all calls, customers whom they refuse for good, schedules that change in between, and at the end a comparison
 * of what every provider holds with what was used, of what is parked with what was refused, and of what was charged for
 * recharges with what had to be bought.
 *
 * <p>Owns the scenario it plays (what was used, what was scheduled, hence what every invoice must come to and where it
 * belongs), the faults and the refusals, and the comparison. Takes nothing that the server says of itself as evidence but
 * the lists of its invoices, deliveries and commits: amounts are computed from the usage sent, routes from the edits made,
 * effects from the sandbox's ledger.
 *
 * <p>Instants: the story happens in business time; kills happen in real time. The simulated providers read the servers'
 * business clock from the database.
 */
@NullMarked
package io.downbeat.lab.prove;

import org.jspecify.annotations.NullMarked;
