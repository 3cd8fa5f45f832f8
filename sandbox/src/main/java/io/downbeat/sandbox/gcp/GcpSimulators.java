package io.downbeat.sandbox.gcp;

import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.IssuedTokens;
import io.downbeat.sandbox.provider.Simulator;
import java.util.List;

/** Google: the ways to a token, and the services that take it. */
public final class GcpSimulators {
    private GcpSimulators() {}

    public static List<Simulator> all(SandboxClock clock, Journal journal) {
        IssuedTokens tokens = new IssuedTokens(clock);
        return List.of(new GcpTokenSandbox(clock, tokens), new GcpServiceSandbox(clock, tokens, journal));
    }
}
