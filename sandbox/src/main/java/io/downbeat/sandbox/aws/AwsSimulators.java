package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Simulator;
import java.util.List;

/** AWS: the APIs that share its credentials, as requests are offered to them. */
public final class AwsSimulators {
    private AwsSimulators() {}

    public static List<Simulator> all(SandboxClock clock, Journal journal) {
        StsSandbox sts = new StsSandbox(clock);
        // The metering simulator answers every target that nobody takes, so it stays the last.
        return List.of(
                sts,
                new SqsSandbox(clock, sts.sessions(), journal),
                new SnsSandbox(clock, sts.sessions(), journal),
                new AwsMeteringSandbox(clock, sts.sessions(), journal));
    }
}
