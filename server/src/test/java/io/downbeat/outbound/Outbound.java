package io.downbeat.outbound;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The accounts that are called, for tests of those who call. */
public final class Outbound {
    private Outbound() {}

    /** Whose credentials never change. */
    public static Circuits circuits(JdbcClient sql, InstantSource clock, Consumer<CircuitClosed> listener) {
        ApplicationEventPublisher publisher = fact -> listener.accept((CircuitClosed) fact);
        return new Circuits(new ProviderAccountStore(sql), method -> java.util.Optional.empty(), publisher, clock);
    }
}
