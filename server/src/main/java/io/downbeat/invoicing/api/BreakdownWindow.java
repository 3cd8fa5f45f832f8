package io.downbeat.invoicing.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How long a window of a breakdown is, and how many of them one page holds at most. UTC hours and days. */
enum BreakdownWindow {
    HOUR(Duration.ofHours(1), ChronoUnit.HOURS, 24),
    DAY(Duration.ofDays(1), ChronoUnit.DAYS, 35);

    private final Duration length;
    private final ChronoUnit unit;
    private final int aPage;

    BreakdownWindow(Duration length, ChronoUnit unit, int aPage) {
        this.length = length;
        this.unit = unit;
        this.aPage = aPage;
    }

    int aPage() {
        return aPage;
    }

    /** Where the window that holds the moment ends, at the latest at {@code most}. */
    Instant end(Instant moment, Instant most) {
        Instant end = moment.truncatedTo(unit).plus(length);
        return end.isBefore(most) ? end : most;
    }

    /**
     * The interval of one page: so many windows from the first moment that an invoice covers, or back from the last.
     *
     * @param covered the part of {@code wanted} between the first and the last moment that an invoice covers
     */
    InvoiceLists.Range page(
            InvoiceLists.Range covered, InvoiceLists.Range wanted, int windows, InvoiceQuery.Sort sort) {
        Instant from = covered.from().truncatedTo(unit);
        Instant until = end(covered.until().minusNanos(1), wanted.until());
        switch (sort) {
            case DATE_ASC -> {
                Instant most = from.plus(length.multipliedBy(windows));
                until = most.isBefore(until) ? most : until;
            }
            case DATE_DESC -> {
                Instant least = until.minusNanos(1).truncatedTo(unit).minus(length.multipliedBy(windows - 1L));
                from = least.isAfter(from) ? least : from;
            }
        }
        return wanted.between(from.isBefore(wanted.from()) ? wanted.from() : from, until);
    }
}
