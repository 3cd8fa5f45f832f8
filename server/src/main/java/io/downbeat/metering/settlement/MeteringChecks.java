package io.downbeat.metering.settlement;

import io.downbeat.verification.Check;
import io.downbeat.verification.Checks;
import java.util.List;

/**
 * Invariant 7 for {@code verify}: accepted records of an invoice sum to its total, or the remainder is visible with its reason;
 * and the ledger agrees with itself.
 */
public final class MeteringChecks implements Checks {
    private static final String SLOTS_OF_PERIOD =
            "SELECT count(*) FROM metering_record m WHERE m.hour >= :from AND m.hour < :until";

    private static final List<Check> CHECKS = List.of(
            new Check("a_meter_slots_parts_sum_to_its_frozen_quantity", SLOTS_OF_PERIOD, """
                SELECT NULL::uuid AS invoice_id, 'metering record ' || m.id || ' has quantity ' || m.quantity || ' and parts of '
                    || coalesce(sum(p.cents), 0) AS detail
                FROM metering_record m LEFT JOIN metering_allocation p
                    ON p.customer_id = m.customer_id AND p.record_id = m.id
                WHERE m.hour >= :from AND m.hour < :until
                GROUP BY m.customer_id, m.id HAVING coalesce(sum(p.cents), 0) <> m.quantity
                """),
            new Check("a_meter_slot_was_always_sent_with_the_same_bytes", SLOTS_OF_PERIOD, """
                SELECT NULL::uuid AS invoice_id, 'metering record ' || m.id || ' went out with other bytes, attempt ' || a.n AS detail
                FROM metering_record m JOIN metering_attempt a ON a.customer_id = m.customer_id AND a.record_id = m.id
                WHERE m.hour >= :from AND m.hour < :until
                    AND (a.payload_sha256 <> m.payload_sha256
                        OR m.payload_sha256 <> encode(sha256(convert_to(m.payload, 'UTF8')), 'hex'))
                """),
            new Check(
                    "what_counts_as_metered_of_an_invoice_is_the_sum_of_its_parts",
                    "SELECT count(*) FROM metered_invoice s WHERE s.starts_at < :until AND coalesce(s.ends_at,"
                            + " s.starts_at) >= :from",
                    """
                    SELECT s.invoice_id AS invoice_id, 'counts ' || s.billed_cents || ' cents, its parts have '
                        || coalesce(sum(p.cents) FILTER (WHERE m.state NOT IN ('REJECTED', 'EXPIRED')), 0) AS detail
                    FROM metered_invoice s
                    LEFT JOIN metering_allocation p ON p.customer_id = s.customer_id AND p.invoice_id = s.invoice_id
                    LEFT JOIN metering_record m ON m.customer_id = p.customer_id AND m.id = p.record_id
                    WHERE s.starts_at < :until AND coalesce(s.ends_at, s.starts_at) >= :from
                    GROUP BY s.customer_id, s.invoice_id
                    HAVING coalesce(sum(p.cents) FILTER (WHERE m.state NOT IN ('REJECTED', 'EXPIRED')), 0)
                        + (SELECT coalesce(sum(CASE WHEN k.to_invoice_id = s.invoice_id THEN k.cents ELSE -k.cents END), 0)
                        FROM carry_forward k WHERE k.customer_id = s.customer_id
                            AND s.invoice_id IN (k.from_invoice_id, k.to_invoice_id))
                        <> s.billed_cents
                    """),
            new Check("no_part_lies_in_an_hour_before_its_invoices_period", SLOTS_OF_PERIOD, """
                SELECT s.invoice_id AS invoice_id, 'a part in ' || m.hour || ', the period begins ' || s.starts_at AS detail
                FROM metering_record m
                JOIN metering_allocation p ON p.customer_id = m.customer_id AND p.record_id = m.id
                JOIN metered_invoice s ON s.customer_id = p.customer_id AND s.invoice_id = p.invoice_id
                WHERE m.hour >= :from AND m.hour < :until AND m.hour < date_trunc('hour', s.starts_at, 'UTC')
                """),
            new Check("a_part_after_its_periods_end_rides_on_the_same_contracts_next_period", SLOTS_OF_PERIOD, """
                SELECT s.invoice_id AS invoice_id, 'a part in ' || m.hour || ', the period ends ' || s.ends_at AS detail
                FROM metering_record m
                JOIN metering_allocation p ON p.customer_id = m.customer_id AND p.record_id = m.id
                JOIN metered_invoice s ON s.customer_id = p.customer_id AND s.invoice_id = p.invoice_id
                WHERE m.hour >= :from AND m.hour < :until AND m.hour >= s.latest_end_at
                    AND m.created_at >= s.latest_end_at
                    AND NOT EXISTS (SELECT FROM metered_invoice f
                        WHERE f.customer_id = m.customer_id AND f.configuration_id = m.configuration_id
                            AND f.contract_id = s.contract_id
                            AND f.kind = 'USAGE' AND f.starts_at <= m.hour AND f.latest_end_at > m.hour)
                """),
            new Check(
                    "a_finalized_invoices_accepted_slots_sum_to_its_total_or_its_remainder_is_visible_with_its_reason",
                    """
                    SELECT count(*) FROM metered_invoice s WHERE s.final_cents IS NOT NULL AND s.voided_at IS NULL
                        AND s.starts_at < :until AND coalesce(s.ends_at, s.starts_at) >= :from
                    """,
                    """
                    SELECT s.invoice_id AS invoice_id, 'total ' || s.final_cents || ', accepted '
                        || coalesce(sum(p.cents) FILTER (WHERE m.state = 'CONFIRMED'), 0)
                        || ', and nothing says why' AS detail
                    FROM metered_invoice s
                    JOIN metered_invoice r ON r.customer_id = s.customer_id AND r.root_invoice_id = s.root_invoice_id
                    LEFT JOIN metering_allocation p ON p.customer_id = r.customer_id AND p.invoice_id = r.invoice_id
                    LEFT JOIN metering_record m ON m.customer_id = p.customer_id AND m.id = p.record_id
                    WHERE s.final_cents IS NOT NULL AND s.voided_at IS NULL
                        AND s.starts_at < :until AND coalesce(s.ends_at, s.starts_at) >= :from
                    GROUP BY s.customer_id, s.invoice_id
                    HAVING coalesce(sum(p.cents) FILTER (WHERE m.state = 'CONFIRMED'), 0)
                        + (SELECT coalesce(sum(CASE WHEN k.to_invoice_id = i.invoice_id THEN k.cents ELSE -k.cents END), 0)
                        FROM metered_invoice i JOIN carry_forward k ON k.customer_id = i.customer_id
                            AND i.invoice_id IN (k.from_invoice_id, k.to_invoice_id)
                        WHERE i.customer_id = s.customer_id AND i.root_invoice_id = s.root_invoice_id) < s.final_cents
                        AND s.remainder_reason IS NULL AND s.next_meter_at IS NULL
                        AND count(*) FILTER (WHERE m.state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT', 'PARKED')) = 0
                    """));

    @Override
    public String subject() {
        return "metering";
    }

    @Override
    public List<Check> all() {
        return CHECKS;
    }
}
