package io.downbeat.console.playground;

import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of this server is simulated. */
final class Playground {
    private final BusinessClock clock;
    private final @Nullable SimulatedProviders providers;

    Playground(BusinessClock clock, @Nullable SimulatedProviders providers) {
        this.clock = clock;
        this.providers = providers;
    }

    boolean isThere() {
        return hasClock() || providers != null;
    }

    /** Whether the clock can be moved. */
    boolean hasClock() {
        return clock.isSimulated();
    }

    Optional<SimulatedProviders> providers() {
        return Optional.ofNullable(providers);
    }

    /** @throws Refused with 404 on a real server */
    void require() {
        if (!isThere()) {
            throw Refused.notFound("this server is real: nothing of it is simulated");
        }
    }

    /** @throws Refused with 404 where the providers are real */
    SimulatedProviders requireProviders() {
        return providers().orElseThrow(() -> Refused.notFound("the providers of this server are not simulated here"));
    }
}
