/**
 * Simulators of the billing providers, with faults on demand. They stand beside the tower: {@code app} and the tests
 * start them, nothing else knows them, and they import nothing of ours.
 *
 * <p>Owns: the entry ({@link io.downbeat.sandbox.Sandbox}), the port, the endpoints under {@code /sandbox}, the folder,
 * and what the wire does to a request whichever provider it is for: dropped, torn, delayed, refused. Does not own: what a
 * provider holds and answers, which is its own room's, one room a provider, none of which knows another; nor any opinion
 * on what Downbeat should send.
 *
 * <p>Adding a provider is writing one {@link io.downbeat.sandbox.provider.Simulator} in a room of its own and naming it in
 * {@code SimulatedProviders}; faults that only concern the wire come for free.
 *
 * <p>Instants that differ: a simulator's instants follow the sandbox's clock, which may be simulated; a {@code delay_ms} is
 * real time, because it stands for a slow network and not for business time.
 */
@NullMarked
package io.downbeat.sandbox;

import org.jspecify.annotations.NullMarked;
