/**
 * The client: connections that send prepared bytes, callers that call again and again, and the usage events they send;
 * and whoever waits until servers have done what was asked of them.
 *
 * <p>Owns what a load consists of and how its latencies are counted. Does not own what is set up for it or what it means.
 */
@NullMarked
package io.downbeat.lab.bench.load;

import org.jspecify.annotations.NullMarked;
