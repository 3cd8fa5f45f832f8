package io.downbeat.core;

import java.util.Optional;

/**
 * Which segment of a schedule an invoice belongs to (domain.md G.1). The one place that decides it.
 *
 * <p>An invoice for {@code [S, E)} belongs to the segment with the greatest start before {@code E}: a period that ends
 * exactly at a switch stays with the old provider. An invoice at a point {@code t} belongs to the greatest start at or
 * before {@code t}: a charge issued exactly at a switch goes to the new provider.
 *
 * <p>Stripe from 2025-01-01, AWS from 2025-06-01: usage of May, {@code [05-01, 06-01)}, goes to Stripe; a charge issued
 * 2025-06-01T00:00Z goes to AWS.
 */
public final class RoutingRule {
    private RoutingRule() {}

    /** The segment the invoice belongs to; none if the schedule starts later. */
    public static <T> Optional<Timeline.Segment<T>> segmentFor(InvoiceMoment moment, Timeline<T> schedule) {
        return switch (moment) {
            case InvoiceMoment.Interval(ServicePeriod period) -> schedule.before(period.end());
            case InvoiceMoment.Point(var issuedAt) -> schedule.at(issuedAt);
        };
    }
}
