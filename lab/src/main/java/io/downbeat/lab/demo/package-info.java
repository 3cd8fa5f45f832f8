/**
 * {@code ./downbeat demo}: plays the product story against a server of its own, over HTTP, and prints what came of it.
 *
 * <p>Owns the story and how it is shown. Does not own any rule: what it prints, it read from the server, and from the
 * simulators' ledger.
 *
 * <p>Instants: the story happens in business time, on a simulated clock.
 */
@NullMarked
package io.downbeat.lab.demo;

import org.jspecify.annotations.NullMarked;
