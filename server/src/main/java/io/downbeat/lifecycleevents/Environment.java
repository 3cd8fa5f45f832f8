package io.downbeat.lifecycleevents;

import io.downbeat.platform.work.BusinessClock;

/** What the API calls where this is. */
final class Environment {
    private final BusinessClock clock;

    Environment(BusinessClock clock) {
        this.clock = clock;
    }

    /** {@code SANDBOX} where time is simulated. */
    String type() {
        return clock.isSimulated() ? "SANDBOX" : "PRODUCTION";
    }
}
