package io.downbeat.platform.work;

import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Moves the simulated clock. Advancing stops at every instant at which something falls due, runs it, and goes on, so that a
 * month passed in one call leaves what a month lived through would have left. Runs for as long as that takes, outside any
 * transaction.
 */
public final class AdvanceClock {
    /** @param ran how many items of each kind of work were finished on the way */
    public record Advanced(Instant now, Map<String, Integer> ran) {}

    private final BusinessClock clock;
    private final WorkRunner works;
    private final ApplicationEventPublisher facts;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    AdvanceClock(BusinessClock clock, WorkRunner works, ApplicationEventPublisher facts) {
        this.clock = clock;
        this.works = works;
        this.facts = facts;
    }

    /** When the next item of each kind of work falls due that has one after now. */
    public Map<String, Instant> comingUp() {
        return works.comingUp(clock.instant());
    }

    /**
     * @param wanted to the microsecond, as the database keeps it
     * @throws Refused with 409 on the system clock, or if it lies before now
     */
    public Advanced to(Instant wanted) {
        SimulatedClock simulated = clock.movable();
        Instant target = wanted.truncatedTo(ChronoUnit.MICROS);
        oneAtATime.lock();
        try {
            simulated.refresh();
            if (target.isBefore(simulated.instant())) {
                throw Refused.conflict(
                        "now: the clock stands at " + Json.instant(simulated.instant()) + " and does not go back");
            }
            Instant before = simulated.instant();
            // Whoever advances the clock sets the work off, and does none of it.
            try (var _ = Origin.enterSystem()) {
                return advance(simulated, target);
            } finally {
                facts.publishEvent(new ClockAdvanced(before, simulated.instant()));
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private Advanced advance(SimulatedClock simulated, Instant target) {
        WorkRunner.Settled settled = works.settle(simulated.instant());
        RuntimeException failure = settled.failure();
        Map<String, Integer> ran = new LinkedHashMap<>(settled.ran());
        while (simulated.instant().isBefore(target)) {
            Instant next = settled.next().filter(due -> due.isBefore(target)).orElse(target);
            simulated.moveTo(next);
            settled = works.settle(simulated.instant(), settled);
            failure = settled.failure() == null ? failure : settled.failure();
            add(ran, settled.ran());
        }
        if (failure != null) {
            // Everything else has run, and the clock stands where it was told to.
            throw new IllegalStateException(
                    "work failed on the way to " + simulated.instant() + "; what did not fail has run", failure);
        }
        return new Advanced(simulated.instant(), ran);
    }

    private static void add(Map<String, Integer> sum, Map<String, Integer> more) {
        more.forEach((name, count) -> sum.merge(name, count, Integer::sum));
    }
}
