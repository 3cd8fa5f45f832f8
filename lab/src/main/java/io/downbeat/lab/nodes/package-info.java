/**
 * Server processes and a client to them, for the commands that run servers of their own: demo, bench, prove, drill.
 *
 * <p>Owns starting {@code serve} as a process, with Java's ahead-of-time cache where there is one, writing that cache
 * ({@code aot-cache}), killing a server and speaking to its API. Does not own what is asked of it.
 */
@NullMarked
package io.downbeat.lab.nodes;

import org.jspecify.annotations.NullMarked;
