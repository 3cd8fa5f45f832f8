package io.downbeat.testing;

import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;

/** The provider simulators on a port of their own. */
public final class TestSandbox {
    private TestSandbox() {}

    /** Their windows, tokens and deadlines pass as this clock goes. */
    public static Sandbox inTimeOf(InstantSource clock) {
        try {
            return Sandbox.start("127.0.0.1", 0, clock);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
