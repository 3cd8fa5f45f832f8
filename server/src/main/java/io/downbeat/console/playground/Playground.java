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

    /** Whether clock and providers are: then a whole story can be played. */
    boolean isWhole() {
        return hasClock() && providers != null;
    }

    /** @throws Refused with 404 on a real server, with 409 where only a part of it is simulated */
    void requireAll() {
        require();
        if (!isWhole()) {
            throw Refused.conflict("the story needs a simulated clock and the simulated providers of this server; start"
                    + " one with ./downbeat serve --sandbox --clock 2025-01-01T00:00:00Z");
        }
    }

    /** @throws Refused with 404 where the providers are real */
    SimulatedProviders requireProviders() {
        return providers().orElseThrow(() -> Refused.notFound("the providers of this server are not simulated here"));
    }
}
