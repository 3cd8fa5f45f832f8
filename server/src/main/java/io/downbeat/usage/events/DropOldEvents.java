package io.downbeat.usage.events;

import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Drops the events of a month, whole, when its last one is older than events are kept. Hourly usage stays.
 *
 * <p>Dropping waits for whoever reads the table, a {@code pg_dump} for hours. That is no failure until it has lasted a day,
 * when a person has to look who it is.
 */
final class DropOldEvents implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(DropOldEvents.class);
    /** Events that come in wait while it is tried. */
    private static final Duration BETWEEN_TRIES = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofDays(1);

    private final EventMonths months;
    private final UsageSettings settings;
    private volatile Instant nextTryAt = Instant.MIN;

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
        return oldestDue().map(due -> due.isBefore(nextTryAt) ? nextTryAt : due);
    }

    private Optional<Instant> oldestDue() {
        return months.endOfOldest().map(end -> end.plus(settings.eventsKept()));
    }

    @Override
    public int runDue(Instant now) {
        try {
            return months.dropOldest(now.minus(settings.eventsKept())) ? 1 : 0;
        } catch (DataAccessException refused) {
            if (!EventMonths.isInUse(refused) || isOverdue(now)) {
                throw refused;
            }
            LOG.info("the oldest month of events is in use and could not be dropped yet; tried again later", refused);
            nextTryAt = now.plus(BETWEEN_TRIES);
            return 0;
        }
    }

    private boolean isOverdue(Instant now) {
        return oldestDue().filter(due -> !now.isBefore(due.plus(PATIENCE))).isPresent();
    }
}
