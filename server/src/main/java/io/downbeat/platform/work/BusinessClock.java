package io.downbeat.platform.work;

import io.downbeat.platform.http.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The server's business time: the system's, or a simulated one that other servers on the database share. */
public final class BusinessClock implements InstantSource {
    private final InstantSource source;
    private final @Nullable SimulatedClock simulated;

    private BusinessClock(InstantSource source, @Nullable SimulatedClock simulated) {
        this.source = source;
        this.simulated = simulated;
    }

    /** To the microsecond: what is told of a moment and what the database keeps of it, which rounds, are the same then. */
    public static BusinessClock system(InstantSource system) {
        return new BusinessClock(() -> system.instant().truncatedTo(ChronoUnit.MICROS), null);
    }

    public static BusinessClock simulated(SimulatedClock clock) {
        return new BusinessClock(clock, clock);
    }

    @Override
    public Instant instant() {
        return source.instant();
    }

    /** Takes over an advance that another server made; nothing to do on the system clock. */
    void refresh() {
        if (simulated != null) {
            simulated.refresh();
        }
    }

    /** Like {@link #refresh}, but for one who can do with what this process saw a moment ago. */
    void refreshAfter(Duration age) {
        if (simulated != null) {
            simulated.refreshAfter(age);
        }
    }

    /** @throws Refused on the system clock, which nobody moves */
    SimulatedClock movable() {
        if (simulated == null) {
            throw Refused.conflict(
                    "this server runs on the system clock; start it with --clock <instant> to move time");
        }
        return simulated;
    }

    public boolean isSimulated() {
        return simulated != null;
    }
}
