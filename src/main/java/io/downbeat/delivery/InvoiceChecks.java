package io.downbeat.delivery;

import java.util.List;

/** What must hold between contracts, invoices, deliveries and receipts, whoever the provider is. */
class InvoiceChecks implements Checks {
    private static final String FINALIZED = "i.finalized_at >= :from AND i.finalized_at < :until";
    private static final String CREATED = "d.created_at >= :from AND d.created_at < :until";
    private static final String INVOICES = "SELECT count(*) FROM invoice i WHERE " + FINALIZED;
    private static final String DELIVERIES = "SELECT count(*) FROM delivery d WHERE " + CREATED;

    @Override
    public List<Check> all() {
        return List.of(
                new Check(
                        "one_delivery_per_routed_invoice",
                        INVOICES + " AND i.configuration_id IS NOT NULL",
                        """
                        SELECT i.id AS invoice_id, 'finalized for a configuration, but there is no delivery' AS detail
                        FROM invoice i WHERE %s AND i.configuration_id IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.invoice_id = i.id)
                        """.formatted(FINALIZED)),
                new Check("no_delivery_without_a_route", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' of an invoice that goes nowhere' AS detail
                    FROM delivery d LEFT JOIN invoice i ON i.id = d.invoice_id
                    WHERE %s AND (i.configuration_id IS NULL OR i.finalized_at IS NULL)
                    """.formatted(CREATED)),
                new Check("a_delivery_goes_where_its_invoice_says", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' goes to configuration ' || d.configuration_id
                        || ', the invoice to ' || i.configuration_id AS detail
                    FROM delivery d JOIN invoice i ON i.id = d.invoice_id
                    WHERE %s AND (d.configuration_id, d.customer_id, d.contract_id)
                        IS DISTINCT FROM (coalesce(i.configuration_id, d.configuration_id), i.customer_id, i.contract_id)
                    """.formatted(CREATED)),
                new Check("a_payload_is_what_was_frozen", DELIVERIES + " AND d.payload IS NOT NULL", """
                    SELECT d.invoice_id, 'the payload of delivery ' || d.id || ' does not match its hash' AS detail
                    FROM delivery d WHERE %s AND sha256(d.payload) <> d.payload_sha256
                    """.formatted(
                                CREATED)),
                new Check("a_payload_has_its_invoices_total", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' carries ' || p.total || ', the invoice says ' || i.total
                        AS detail
                    FROM delivery d JOIN invoice i ON i.id = d.invoice_id CROSS JOIN LATERAL (
                        SELECT CASE WHEN sha256(d.payload) = d.payload_sha256
                            THEN (convert_from(d.payload, 'UTF8')::jsonb ->> 'total')::numeric ELSE d.total END AS total) p
                    WHERE %s AND (p.total <> i.total OR d.total <> i.total)
                    """.formatted(CREATED)),
                new Check(
                        "what_was_sent_has_a_receipt",
                        DELIVERIES + " AND d.state IN ('SENT', 'CONFIRMED')",
                        """
                        SELECT d.invoice_id, 'delivery ' || d.id || ' is ' || d.state || ' without a receipt' AS detail
                        FROM delivery d
                        WHERE %s AND d.state IN ('SENT', 'CONFIRMED') AND NOT EXISTS (
                            SELECT 1 FROM delivery_receipt r
                            WHERE r.delivery_id = d.id AND r.provider_ref = d.provider_ref)
                        """.formatted(CREATED)),
                new Check("a_receipt_says_the_invoices_total", DELIVERIES + " AND d.state = 'CONFIRMED'", """
                    SELECT d.invoice_id, 'the provider holds ' || r.invoiced_total || ', the invoice says ' || d.total
                        AS detail
                    FROM delivery d CROSS JOIN LATERAL (
                        SELECT invoiced_total FROM delivery_receipt
                        WHERE delivery_id = d.id AND invoiced_total IS NOT NULL ORDER BY n DESC LIMIT 1) r
                    WHERE %s AND d.state = 'CONFIRMED' AND r.invoiced_total <> d.total
                    """.formatted(
                                CREATED)),
                new Check("a_voided_invoice_is_taken_back", INVOICES + " AND i.status = 'VOID'", """
                    SELECT i.id AS invoice_id, 'void, but delivery ' || d.id || ' still stands as ' || d.state AS detail
                    FROM invoice i JOIN delivery d ON d.invoice_id = i.id
                    WHERE %s AND i.status = 'VOID' AND d.purpose = 'DELIVER' AND d.state NOT IN ('SKIPPED', 'CANCELLED')
                    """.formatted(
                                FINALIZED)),
                new Check("nothing_is_unknown_for_a_day", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' has been UNKNOWN since ' || d.last_send_at AS detail
                    FROM delivery d
                    WHERE %s AND d.state = 'UNKNOWN' AND d.last_send_at < CAST(:now AS timestamptz) - interval '1 day'
                    """.formatted(CREATED)),
                new Check("attempts_and_receipts_have_no_gaps", DELIVERIES, """
                    SELECT d.invoice_id, 'delivery ' || d.id || ' counts ' || d.attempts || ' attempts and '
                        || d.receipts || ' receipts, its history ' || a.n || ' and ' || r.n AS detail
                    FROM delivery d
                        CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(max(n), 0) AS last
                            FROM delivery_attempt WHERE delivery_id = d.id) a
                        CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(max(n), 0) AS last
                            FROM delivery_receipt WHERE delivery_id = d.id) r
                    WHERE %s AND (a.n <> a.last OR a.n <> d.attempts OR r.n <> r.last OR r.n <> d.receipts)
                    """.formatted(CREATED)),
                new Check("an_invoices_total_is_the_sum_of_its_lines", INVOICES, """
                    SELECT i.id AS invoice_id, 'the lines sum to ' || coalesce(l.total, 0) || ', the invoice says ' || i.total
                        AS detail
                    FROM invoice i CROSS JOIN LATERAL (
                        SELECT sum(total) AS total FROM invoice_line WHERE invoice_id = i.id) l
                    WHERE %s AND i.total <> coalesce(l.total, 0)
                    """.formatted(FINALIZED)),
                new Check(
                        "service_periods_tile",
                        "SELECT count(*) FROM invoice WHERE type = 'USAGE' AND status <> 'VOID'",
                        """
                        SELECT p.id AS invoice_id, 'begins at ' || p.period_start || ' after one that ended at ' || p.before
                            AS detail
                        FROM (SELECT id, period_start, lag(period_end) OVER (
                                PARTITION BY contract_id ORDER BY period_start, period_end) AS before
                            FROM invoice WHERE type = 'USAGE' AND status <> 'VOID') p
                        WHERE p.before <> p.period_start
                        """),
                new Check(
                        "one_live_invoice_per_contract_period_and_kind",
                        "SELECT count(*) FROM invoice WHERE status <> 'VOID'",
                        """
                        SELECT min(id::text)::uuid AS invoice_id, count(*) || ' live invoices of contract ' || contract_id
                            || ' for one ' || type || ' period' AS detail
                        FROM invoice WHERE status <> 'VOID'
                        GROUP BY contract_id, type, coalesce(period_start, issued_at), credit_type_id, part
                        HAVING count(*) > 1
                        """),
                new Check(
                        "a_schedule_is_ordered_and_holds_ten_segments_at_most",
                        "SELECT count(DISTINCT contract_id) FROM provider_segment",
                        """
                        SELECT CAST(NULL AS uuid) AS invoice_id, 'contract ' || s.contract_id || ' has '
                            || count(DISTINCT s.effective_at) || ' segments, the first from ' || min(s.effective_at) AS detail
                        FROM provider_segment s JOIN contract c ON c.id = s.contract_id
                        GROUP BY s.contract_id, c.starting_at, c.ending_before
                        HAVING count(DISTINCT s.effective_at) > 10 OR min(s.effective_at) < c.starting_at
                        """),
                new Check("a_segment_bills_its_own_customer", "SELECT count(*) FROM provider_segment", """
                    SELECT CAST(NULL AS uuid) AS invoice_id, 'segment ' || s.id || ' of contract ' || s.contract_id
                        || ' names a configuration of another customer' AS detail
                    FROM provider_segment s JOIN contract c ON c.id = s.contract_id
                        JOIN provider_configuration p ON p.id = s.provider_configuration_id
                    WHERE p.customer_id <> c.customer_id
                    """));
    }
}
