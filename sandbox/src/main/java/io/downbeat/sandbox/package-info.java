/**
 * Simulators of the billing providers, with faults on demand. They stand beside the tower: {@code app} and the tests
 * start them, nothing else knows them, and they import nothing of ours.
 *
 * <p>Owns: what each provider would hold (the ledger, which is the oracle of the proof tests), how it treats repeated
 * and late requests, and every way its answer can get lost. Does not own: any opinion on what Downbeat should send.
 *
 * <p>With a folder ({@link io.downbeat.sandbox.SandboxFolder}) each simulator puts an object into the
 * {@link io.downbeat.sandbox.Journal} after every change, under the lock that guards it; all that one request changed is
 * written before its answer leaves. Ids come from {@link io.downbeat.sandbox.IdSeries}, so that none comes twice.
 *
 * <p>Adding a provider is writing one {@link io.downbeat.sandbox.Simulator} and naming it in
 * {@link io.downbeat.sandbox.Sandbox}; faults that only concern the wire (dropped, torn, late, refused) come for free.
 *
 * <p>Instants that differ: <em>created</em> and key expiry follow the sandbox's clock, which may be simulated; a
 * {@code delay_ms} is real time, because it stands for a slow network and not for business time; a meter record's
 * <em>timestamp</em> is the sender's and only compared to the clock, never replaced by it.
 */
@NullMarked
package io.downbeat.sandbox;

import org.jspecify.annotations.NullMarked;
