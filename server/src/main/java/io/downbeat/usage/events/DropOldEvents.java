package io.downbeat.usage.events;

import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.Optional;

/** Drops the events of a month, whole, when its last one is older than events are kept. Hourly usage stays. */
final class DropOldEvents implements DueWork {
    private final EventMonths months;
    private final UsageSettings settings;

    DropOldEvents(EventMonths months, UsageSettings settings) {
        this.months = months;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "drop_old_events";
    }

    @Override
    public Optional<Instant> nextDue() {
        return months.endOfOldest().map(end -> end.plus(settings.eventsKept()));
    }

    @Override
    public int runDue(Instant now) {
        return months.dropOldest(now.minus(settings.eventsKept())) ? 1 : 0;
    }
}
