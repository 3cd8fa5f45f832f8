package io.downbeat.console.timeline;

import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The stretch of time that a figure shows, half open; whole service periods. */
public record Window(Instant from, Instant until) {
    public Window {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("nothing to show from " + from + " to " + until);
        }
    }

    /** Which stretch is asked for. */
    public enum Range {
        RECENT("6 periods", 6),
        YEAR("12 months", Integer.MAX_VALUE),
        ALL("All", Integer.MAX_VALUE);

        /** The period of now and two after it. */
        private static final int TO_COME = 3;

        private static final Duration YEAR_LENGTH = Duration.ofDays(366);

        private final String label;
        private final int past;

        Range(String label, int past) {
            this.label = label;
            this.past = past;
        }

        public String label() {
            return label;
        }

        /** Around now; around its nearest period if the contract has not begun or is over. */
        public Window of(ServicePeriods periods, Instant now) {
            List<ServicePeriod> past = past(periods, now);
            Instant from = past.isEmpty() ? periods.start() : past.getFirst().start();
            Instant until = past.isEmpty() ? periods.start() : past.getLast().end();
            for (int i = 0; i < TO_COME; i++) {
                until = periods.containing(until).map(ServicePeriod::end).orElse(until);
            }
            return new Window(from, until);
        }

        /** Those that ended by now, as far back as the range goes. */
        private List<ServicePeriod> past(ServicePeriods periods, Instant now) {
            Instant begin = this == YEAR ? now.minus(YEAR_LENGTH) : periods.start();
            List<ServicePeriod> ended = periods.between(begin, now).stream()
                    .filter(period -> !period.end().isAfter(now))
                    .toList();
            return ended.size() <= past ? ended : ended.subList(ended.size() - past, ended.size());
        }
    }

    /** Where the moment is, in per cent of the width; below 0 or above 100 outside. */
    double at(Instant moment) {
        return 100.0
                * Duration.between(from, moment).toMillis()
                / Duration.between(from, until).toMillis();
    }

    /** As {@link #at}, and at the edge for what is outside. */
    double clamped(Instant moment) {
        return Math.clamp(at(moment), 0, 100);
    }

    boolean shares(Instant start, Instant end) {
        return start.isBefore(until) && end.isAfter(from);
    }

    boolean covers(Instant moment) {
        return !moment.isBefore(from) && moment.isBefore(until);
    }
}
