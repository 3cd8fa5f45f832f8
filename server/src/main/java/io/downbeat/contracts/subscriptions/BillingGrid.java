package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The periods that a subscription is billed for. Boundaries are stepped from the anchor and lie where they do whatever the
 * subscription and its contract cut off; a window is what they leave of a period. Pure.
 */
public final class BillingGrid {
    /** More than the longest period. */
    private static final Duration BEFORE = Duration.ofDays(400);

    /**
     * @param period from boundary to boundary
     * @param charged the part of it in which there is the subscription
     */
    public record Window(ServicePeriod period, ServicePeriod charged) {
        public Instant start() {
            return charged.start();
        }

        public Instant end() {
            return charged.end();
        }

        /** Whether the subscription, or its contract, begins or ends inside the period. */
        public boolean isPart() {
            return !period.equals(charged);
        }
    }

    private final StatementSchedule schedule;
    private final Instant start;
    private final @Nullable Instant end;

    public BillingGrid(Subscription subscription, Contract contract) {
        this.schedule = subscription.schedule(contract);
        this.start = subscription.startingAt();
        this.end = subscription.end(contract);
    }

    /** The first; none if the contract ends before the subscription begins. */
    public Optional<Window> first() {
        return from(start);
    }

    public Optional<Window> after(Window window) {
        return from(window.period.end());
    }

    /** The one that the moment lies in. */
    public Optional<Window> containing(Instant moment) {
        return moment.isBefore(start) ? Optional.empty() : from(moment);
    }

    /** The last one that ends at the moment or before it. */
    public Optional<Window> before(Instant moment) {
        Instant last = end != null && end.isBefore(moment) ? end : moment;
        Optional<Window> found = containing(last.minusNanos(1));
        return found.filter(window -> window.end().isAfter(moment))
                .map(window -> window.period.start().minusNanos(1))
                .map(this::containing)
                .orElse(found);
    }

    /** Every one that begins before the moment, in order. */
    public List<Window> startingBefore(Instant moment) {
        List<Window> windows = new ArrayList<>();
        Optional<Window> next = first();
        while (next.isPresent() && next.get().start().isBefore(moment)) {
            windows.add(next.get());
            next = after(next.get());
        }
        return windows;
    }

    /** Whether a period ends here whatever the subscription does. */
    public boolean isBoundary(Instant moment) {
        return around(moment).start().equals(moment);
    }

    private Optional<Window> from(Instant moment) {
        if (end != null && !moment.isBefore(end)) {
            return Optional.empty();
        }
        ServicePeriod period = around(moment);
        Instant from = period.start().isBefore(start) ? start : period.start();
        Instant until = end != null && end.isBefore(period.end()) ? end : period.end();
        return Optional.of(new Window(period, new ServicePeriod(from, until)));
    }

    private ServicePeriod around(Instant moment) {
        return new ServicePeriods(schedule, moment.minus(BEFORE), null)
                .containing(moment)
                .orElseThrow();
    }
}
