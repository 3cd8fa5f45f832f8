/**
 * {@code ./downbeat bench}: how fast this product is on this machine, beside how fast PostgreSQL alone is on it.
 *
 * <p>Owns: the load it makes, the clocks it reads and the checks that nothing was lost under that load. Does not own:
 * any rule of billing; it uses the server as any program would, over HTTP, in a process of its own.
 *
 * <p>Its rooms use each other one way: {@code load} (the client) and {@code figures} (what was found) below {@code ground} (what
 * is measured on) and {@code accounts} (whom); on these a room for each kind of measure, and {@code charts} for curves.
 *
 * <p>Instants that differ: durations are real time ({@link System#nanoTime()}); the servers it starts live on the
 * system clock for ingest, reads and the long queue, else on a simulated one, and what it writes into events and contracts
 * is that clock's time.
 */
@NullMarked
package io.downbeat.lab.bench;

import org.jspecify.annotations.NullMarked;
