package io.downbeat.verification;

import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.RoutingRule;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.verification.Segments.Segment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Recomputes the route of each finalized invoice by {@link RoutingRule} from the schedule as it stood when the invoice was
 * finalized: its contract's, or that of the parent that pays for it. What was added or archived at about that instant may have come before or after: either is right. A route by
 * hand is right as long as its record stands: unchanged, for this customer and this configuration, which is no
 * marketplace's, and in place of a voided invoice.
 */
final class RoutesByTheRule implements ComputedCheck {
    private static final String INVOICES = """
        SELECT i.id, CASE WHEN f.payer = 'PARENT' THEN f.parent_contract_id ELSE i.contract_id END AS contract_id,
            i.period_start, i.period_end, i.issued_at, i.finalized_at, i.configuration_id,
            i.segment_id, i.route_rule = 'by_hand' AS by_hand, i.route_rule = 'on_consolidated_invoice' AS consolidated, h.invoice_id IS NOT NULL AS recorded,
            coalesce(h.sha256 = invoice_route_by_hand_digest(h)
                AND h.configuration_id = i.configuration_id AND i.route_by_hand = i.id
                AND o.status = 'VOID' AND h.decided_at <= i.finalized_at
                AND c.billing_provider NOT LIKE '%\\_marketplace'
                AND (h.carried_from IS NULL OR h.carried_from = o.id AND k.configuration_id = h.configuration_id
                    AND (k.reason, k.decided_by, k.decided_at) = (h.reason, h.decided_by, h.decided_at)), false) AS stands
        FROM invoice i
        LEFT JOIN invoice_route_by_hand h ON h.customer_id = i.customer_id AND h.invoice_id = i.id
        LEFT JOIN invoice_route_by_hand k ON k.customer_id = i.customer_id AND k.invoice_id = h.carried_from
        LEFT JOIN invoice o ON o.customer_id = i.customer_id AND o.id = i.regenerated_from
        LEFT JOIN provider_configuration c ON c.customer_id = i.customer_id AND c.id = h.configuration_id
        LEFT JOIN contract_hierarchy f ON f.customer_id = i.customer_id AND f.contract_id = i.contract_id
        WHERE i.finalized_at >= :from AND i.finalized_at < :until AND NOT i.historical
        """ + ReadBatches.NEXT.formatted("i");

    /** Two servers' clocks differ by less. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private record Frozen(
            UUID id,
            ContractKey contract,
            InvoiceMoment moment,
            Instant finalizedAt,
            @Nullable ConfigurationId configuration,
            @Nullable UUID segment,
            boolean consolidated,
            Hand hand) {}

    /** Whether a person decided, and whether the record of it is what it should be. */
    private enum Hand {
        NONE,
        STANDS,
        FORGED
    }

    @Override
    public String name() {
        return "each_route_follows_the_routing_rule";
    }

    @Override
    public CheckResult over(JdbcClient database, Span span) {
        Faults faults = new Faults();
        long[] checked = new long[1];
        ReadBatches.each(
                () -> database.sql(INVOICES).param("from", Rows.at(span.from())).param("until", Rows.at(span.until())),
                "invoice",
                RoutesByTheRule::frozen,
                batch -> {
                    checked[0] += batch.rows().size();
                    batch.unreadable().forEach(faults::add);
                    judge(database, batch.rows(), faults);
                });
        return faults.of(checked[0]);
    }

    private static void judge(JdbcClient database, List<Frozen> invoices, Faults faults) {
        // Read after the invoices: a segment that one was routed by is there by then, one added since does no harm.
        Segments segments =
                Segments.of(database, invoices.stream().map(Frozen::contract).collect(Collectors.toSet()));
        faults.addOnce(segments.unreadable());
        invoices.stream()
                .filter(invoice -> !segments.isUnreadable(invoice.contract))
                .forEach(invoice -> objection(invoice, segments.byContract().getOrDefault(invoice.contract, List.of()))
                        .ifPresent(faults::add));
    }

    private static Optional<Fault> objection(Frozen invoice, List<Segment> added) {
        try {
            return isRight(invoice, added) ? Optional.empty() : Optional.of(new Fault(invoice.id, fault(invoice)));
        } catch (RuntimeException failure) {
            return Optional.of(ReadableRows.unreadable("invoice", invoice.id.toString(), invoice.id, failure));
        }
    }

    private static Frozen frozen(ResultSet row) throws SQLException {
        Instant start = Rows.optionalInstant(row, "period_start");
        UUID configuration = Rows.optionalUuid(row, "configuration_id");
        return new Frozen(
                Rows.uuid(row, "id"),
                new ContractKey(Rows.uuid(row, "contract_id")),
                start == null
                        ? new InvoiceMoment.Point(Rows.instant(row, "issued_at"))
                        : new InvoiceMoment.Interval(new ServicePeriod(start, Rows.instant(row, "period_end"))),
                Rows.instant(row, "finalized_at"),
                configuration == null ? null : new ConfigurationId(configuration),
                Rows.optionalUuid(row, "segment_id"),
                row.getBoolean("consolidated"),
                hand(row));
    }

    private static Hand hand(ResultSet row) throws SQLException {
        if (!row.getBoolean("by_hand") && !row.getBoolean("recorded")) {
            return Hand.NONE;
        }
        return row.getBoolean("by_hand") && row.getBoolean("stands") ? Hand.STANDS : Hand.FORGED;
    }

    private static String fault(Frozen invoice) {
        return invoice.hand == Hand.FORGED
                ? "was routed to configuration " + invoice.configuration
                        + ", and the record of who chose a route by hand is missing or was changed"
                : "was routed to configuration " + invoice.configuration + " by segment " + invoice.segment
                        + ", which the routing rule does not lead to";
    }

    private static boolean isRight(Frozen invoice, List<Segment> added) {
        return switch (invoice.hand) {
            case STANDS -> true;
            case FORGED -> false;
            // Which ones may be is for the checks of hierarchies to say.
            case NONE ->
                invoice.consolidated
                        ? invoice.configuration == null && invoice.segment == null
                        : followsTheSchedule(invoice, added);
        };
    }

    private static boolean followsTheSchedule(Frozen invoice, List<Segment> added) {
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
