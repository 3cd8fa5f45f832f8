package io.downbeat.delivery.metering;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Invariant 7 on live data: accepted slots of an invoice sum to its total, or the remainder is visible with its reason;
 * and the ledger agrees with itself. For {@code verify}; changes nothing.
 */
public final class MeteringChecks {

    /** @param name a sentence that holds for every row looked at */
    public record Check(String name, long checked, List<Violation> violations) {}

    public record Violation(@Nullable UUID invoice, String detail) {}

    private record Question(String name, String count, String violations) {}

    private static final String SLOTS_OF_PERIOD = "SELECT count(*) FROM meter_slot m WHERE m.hour >= :from AND m.hour < :to";

    private static final List<Question> QUESTIONS = List.of(
            new Question("a meter slot's parts sum to its frozen quantity", SLOTS_OF_PERIOD, """
                    SELECT NULL::uuid AS invoice, 'slot ' || m.id || ' has quantity ' || m.quantity || ' and parts of '
                        || coalesce(sum(p.cents), 0) AS detail
                    FROM meter_slot m LEFT JOIN meter_slot_part p ON p.slot_id = m.id
                    WHERE m.hour >= :from AND m.hour < :to
                    GROUP BY m.id HAVING coalesce(sum(p.cents), 0) <> m.quantity LIMIT 100
                    """),
            new Question("a meter slot was always sent with the same bytes", SLOTS_OF_PERIOD, """
                    SELECT NULL::uuid AS invoice, 'slot ' || m.id || ' went out with other bytes, attempt ' || a.n AS detail
                    FROM meter_slot m JOIN meter_slot_attempt a ON a.slot_id = m.id
                    WHERE m.hour >= :from AND m.hour < :to
                        AND (a.payload_sha256 <> m.payload_sha256
                            OR m.payload_sha256 <> encode(sha256(convert_to(m.payload, 'UTF8')), 'hex')) LIMIT 100
                    """),
            new Question(
                    "what counts as metered of an invoice is the sum of its parts",
                    "SELECT count(*) FROM meter_stream s WHERE s.starts_at < :to AND coalesce(s.ends_at, s.starts_at) >= :from",
                    """
                    SELECT s.invoice_id AS invoice, 'counts ' || s.billed_cents || ' cents, its parts have '
                        || coalesce(sum(p.cents) FILTER (WHERE m.state NOT IN ('REJECTED', 'EXPIRED')), 0) AS detail
                    FROM meter_stream s
                    LEFT JOIN meter_slot_part p ON p.invoice_id = s.invoice_id LEFT JOIN meter_slot m ON m.id = p.slot_id
                    WHERE s.starts_at < :to AND coalesce(s.ends_at, s.starts_at) >= :from
                    GROUP BY s.invoice_id
                    HAVING coalesce(sum(p.cents) FILTER (WHERE m.state NOT IN ('REJECTED', 'EXPIRED')), 0)
                        <> s.billed_cents LIMIT 100
                    """),
            new Question("no part lies in an hour before its invoice's period", SLOTS_OF_PERIOD, """
                    SELECT s.invoice_id AS invoice, 'a part in ' || m.hour || ', the period begins ' || s.starts_at AS detail
                    FROM meter_slot m JOIN meter_slot_part p ON p.slot_id = m.id
                    JOIN meter_stream s ON s.invoice_id = p.invoice_id
                    WHERE m.hour >= :from AND m.hour < :to AND m.hour < date_trunc('hour', s.starts_at, 'UTC') LIMIT 100
                    """),
            new Question("a part after its period's end rides on the same contract's next period", SLOTS_OF_PERIOD, """
                    SELECT s.invoice_id AS invoice, 'a part in ' || m.hour || ', the period ends ' || s.ends_at AS detail
                    FROM meter_slot m JOIN meter_slot_part p ON p.slot_id = m.id
                    JOIN meter_stream s ON s.invoice_id = p.invoice_id
                    WHERE m.hour >= :from AND m.hour < :to AND m.hour >= s.ends_at AND m.created_at >= s.ends_at
                        AND NOT EXISTS (SELECT FROM meter_stream f
                            WHERE f.configuration_id = m.configuration_id AND f.contract_id = s.contract_id
                                AND f.kind = 'USAGE' AND f.starts_at <= m.hour AND f.ends_at > m.hour) LIMIT 100
                    """),
            new Question(
                    "a finalized invoice's accepted slots sum to its total, or its remainder is visible with its reason",
                    """
                    SELECT count(*) FROM meter_stream s WHERE s.final_cents IS NOT NULL AND s.voided_at IS NULL
                        AND s.starts_at < :to AND coalesce(s.ends_at, s.starts_at) >= :from
                    """,
                    """
                    SELECT s.invoice_id AS invoice, 'total ' || s.final_cents || ', accepted '
                        || coalesce(sum(p.cents) FILTER (WHERE m.state = 'CONFIRMED'), 0)
                        || ', and nothing says why' AS detail
                    FROM meter_stream s JOIN meter_stream r ON r.root_invoice_id = s.root_invoice_id
                    LEFT JOIN meter_slot_part p ON p.invoice_id = r.invoice_id LEFT JOIN meter_slot m ON m.id = p.slot_id
                    WHERE s.final_cents IS NOT NULL AND s.voided_at IS NULL
                        AND s.starts_at < :to AND coalesce(s.ends_at, s.starts_at) >= :from
                    GROUP BY s.invoice_id
                    HAVING coalesce(sum(p.cents) FILTER (WHERE m.state = 'CONFIRMED'), 0) < s.final_cents
                        AND s.remainder_reason IS NULL AND s.next_meter_at IS NULL
                        AND count(*) FILTER (WHERE m.state IN ('PENDING', 'SENDING', 'UNKNOWN', 'PARKED')) = 0 LIMIT 100
                    """));

    private final JdbcClient database;

    MeteringChecks(JdbcClient database) {
        this.database = database;
    }

    /** Half open: what began before {@code to} and ended at or after {@code from}. */
    public List<Check> run(Instant from, Instant to) {
        return QUESTIONS.stream().map(question -> run(question, from, to)).toList();
    }

    private Check run(Question question, Instant from, Instant to) {
        long checked = database.sql(question.count())
                .param("from", Rows.at(from))
                .param("to", Rows.at(to))
                .query(Long.class)
                .single();
        List<Violation> violations = database.sql(question.violations())
                .param("from", Rows.at(from))
                .param("to", Rows.at(to))
                .query((row, number) ->
                        new Violation(row.getObject("invoice", UUID.class), String.valueOf(row.getString("detail"))))
                .list();
        return new Check(question.name(), checked, violations);
    }
}
