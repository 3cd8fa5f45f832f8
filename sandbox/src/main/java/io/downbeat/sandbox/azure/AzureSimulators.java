package io.downbeat.sandbox.azure;

import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.IssuedTokens;
import io.downbeat.sandbox.provider.Simulator;
import java.util.List;

/** Microsoft: the login, and the metering API that takes its tokens. */
public final class AzureSimulators {
    private AzureSimulators() {}

    public static List<Simulator> all(SandboxClock clock, Journal journal) {
        IssuedTokens tokens = new IssuedTokens(clock);
        return List.of(new AzureLoginSandbox(tokens), new AzureMeteringSandbox(clock, tokens, journal));
    }
}
