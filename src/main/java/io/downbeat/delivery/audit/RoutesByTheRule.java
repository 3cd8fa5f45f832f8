package io.downbeat.delivery.audit;

import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.RoutingRule;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.delivery.ComputedCheck;
import io.downbeat.delivery.audit.Segments.Segment;
import io.downbeat.platform.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Recomputes the route of each finalized invoice by {@link RoutingRule} from the schedule as it stood when the invoice was
 * finalized. What was added or archived at about that instant may have come before or after: either is right.
 */
final class RoutesByTheRule implements ComputedCheck {
    private static final String INVOICES = """
        SELECT id, contract_id, period_start, period_end, issued_at, finalized_at, configuration_id, segment_id
        FROM invoice WHERE finalized_at >= :from AND finalized_at < :until
        """;

    /** Two servers' clocks differ by less. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private record Frozen(
            UUID id,
            UUID contract,
            InvoiceMoment moment,
            Instant finalizedAt,
            @Nullable UUID configuration,
            @Nullable UUID segment) {}

    @Override
    public String name() {
        return "each_route_follows_the_routing_rule";
    }

    @Override
    public Looked over(JdbcClient database, Span span) {
        // Before the schedules: one that an invoice was routed by is there by then, one added since does no harm.
        ReadableRows<Frozen> invoices = ReadableRows.of(
                database.sql(INVOICES)
                        .param("from", Rows.at(span.from()))
                        .param("until", Rows.at(span.until())),
                "invoice",
                "id",
                "id",
                RoutesByTheRule::frozen);
        Segments segments = Segments.of(database);
        List<Fault> faults = new ArrayList<>(invoices.unreadable());
        faults.addAll(segments.unreadable());
        invoices.rows().stream()
                .filter(invoice -> !segments.isUnreadable(invoice.contract))
                .forEach(invoice -> objection(
                                invoice, segments.byContract().getOrDefault(invoice.contract, List.of()))
                        .ifPresent(faults::add));
        return new Looked(invoices.rows().size(), faults);
    }

    private static Optional<Fault> objection(Frozen invoice, List<Segment> added) {
        try {
            return isRight(invoice, added)
                    ? Optional.empty()
                    : Optional.of(new Fault(
                            invoice.id,
                            "was routed to configuration " + invoice.configuration + " by segment " + invoice.segment
                                    + ", which the routing rule does not lead to"));
        } catch (RuntimeException failure) {
            return Optional.of(ReadableRows.unreadable("invoice", invoice.id.toString(), invoice.id, failure));
        }
    }

    private static Frozen frozen(ResultSet row) throws SQLException {
        Instant start = Rows.optionalInstant(row, "period_start");
        return new Frozen(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "contract_id"),
                start == null
                        ? new InvoiceMoment.Point(Rows.instant(row, "issued_at"))
                        : new InvoiceMoment.Interval(new ServicePeriod(start, Rows.instant(row, "period_end"))),
                Rows.instant(row, "finalized_at"),
                Rows.optionalUuid(row, "configuration_id"),
                Rows.optionalUuid(row, "segment_id"));
    }

    private static boolean isRight(Frozen invoice, List<Segment> added) {
        Timeline<Segment> schedule = Timeline.empty();
        for (Segment segment : added) {
            if (segment.createdAt().isAfter(invoice.finalizedAt.plus(CLOCKS))) {
                break;
            }
            if (isJustThen(segment.createdAt(), invoice) && leadsThere(invoice, schedule)) {
                return true;
            }
            schedule = schedule.with(segment.effectiveAt(), segment);
        }
        return leadsThere(invoice, schedule);
    }

    private static boolean leadsThere(Frozen invoice, Timeline<Segment> schedule) {
        Segment segment = RoutingRule.segmentFor(invoice.moment, schedule)
                .map(Timeline.Segment::value)
                .orElse(null);
        if (segment == null || !segment.id().equals(invoice.segment)) {
            return segment == null && invoice.segment == null && invoice.configuration == null;
        }
        boolean archived = segment.isArchived(invoice.finalizedAt);
        boolean justThen = segment.archivedAt() != null && isJustThen(segment.archivedAt(), invoice);
        return invoice.configuration == null
                ? segment.configuration() == null || archived || justThen
                : invoice.configuration.equals(segment.configuration()) && (!archived || justThen);
    }

    private static boolean isJustThen(Instant moment, Frozen invoice) {
        return Duration.between(moment, invoice.finalizedAt).abs().compareTo(CLOCKS) <= 0;
    }
}
