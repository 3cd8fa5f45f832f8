package io.downbeat.reconciliation;

import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.engine.operations.DeliveryReview;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An interval of time in parts, so that what was sent in each fits into memory. */
final class Windows {
    static final int ROWS = 20_000;
    /** A provider is asked a day around each, so shorter ones would ask it for the same again and again. */
    static final Duration SHORTEST = Duration.ofDays(2);

    /** The provider's clock need not agree with ours, and its lists begin and end by its own. */
    private static final Duration MARGIN = Duration.ofDays(1);

    /** What began or ended further from its window than this is compared by itself. */
    private static final Duration NEAR = Duration.ofDays(7);

    private static final Instant LATEST = Instant.parse("9999-12-01T00:00:00Z");

    private final DeliveryReview deliveries;
    private final int rows;

    /** @param rows of a window, unless more were sent in the shortest one */
    Windows(DeliveryReview deliveries, int rows) {
        this.deliveries = deliveries;
        this.rows = rows;
    }

    /** In their order, without gaps. */
    List<Comparison.Interval> of(Comparison.Interval whole) {
        List<Comparison.Interval> windows = new ArrayList<>();
        Instant from = whole.from();
        while (true) {
            Instant next = deliveries.sentBehind(from, whole.until(), rows).orElse(whole.until());
            Instant earliest = from.plus(SHORTEST);
            Instant end = next.isBefore(earliest) ? earliest : next;
            if (!end.isBefore(whole.until())) {
                windows.add(new Comparison.Interval(from, whole.until()));
                return List.copyOf(windows);
            }
            windows.add(new Comparison.Interval(from, end));
            from = end;
        }
    }

    /** Whether all that a provider may hold of the row was made in the window, or near to it. */
    static boolean isNear(DeliverySummary row, Comparison.Interval window) {
        return !row.times().created().isBefore(earlierBy(window.from(), NEAR))
                && row.times().lastSend().isBefore(laterBy(window.until(), NEAR));
    }

    /** What providers are asked for, so that all is listed that was made of these rows. */
    static Comparison.Interval around(Comparison.Interval wanted, List<DeliverySummary> rows) {
        return new Comparison.Interval(earlier(wanted.from(), rows), later(wanted.until(), rows));
    }

    /** Early enough for what was finalized long before it could be sent: NetSuite lists it by that moment. */
    private static Instant earlier(Instant from, List<DeliverySummary> rows) {
        Instant first = rows.stream()
                .map(row -> row.times().created())
                .min(Comparator.naturalOrder())
                .filter(from::isAfter)
                .orElse(from);
        return earlierBy(first, MARGIN);
    }

    /** Late enough for what was sent at the interval's end and came to be, or began anew, days later. */
    private static Instant later(Instant until, List<DeliverySummary> rows) {
        Instant last = rows.stream()
                .map(row -> row.times().lastSend())
                .max(Comparator.naturalOrder())
                .filter(until::isBefore)
                .orElse(until);
        return laterBy(last, MARGIN);
    }

    private static Instant earlierBy(Instant moment, Duration by) {
        return moment.isBefore(Instant.EPOCH.plus(by)) ? Instant.EPOCH : moment.minus(by);
    }

    private static Instant laterBy(Instant moment, Duration by) {
        return moment.isBefore(LATEST) ? moment.plus(by) : moment;
    }
}
