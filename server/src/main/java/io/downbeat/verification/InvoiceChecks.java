package io.downbeat.verification;

import java.util.List;

/** What must hold of invoices, whoever the provider is. */
class InvoiceChecks implements Checks {
    private static final String FINALIZED = "i.finalized_at >= :from AND i.finalized_at < :until";
    static final String INVOICES = "SELECT count(*) FROM invoice i WHERE " + FINALIZED;
    /**
     * A usage invoice is due at its period's end + grace, a scheduled one on its date: that is when it is issued. What is left
     * of a commit is billed later than that, while usage can still draw on it.
     */
    private static final String DRAFTS =
            "SELECT count(*) FROM invoice WHERE status = 'DRAFT' AND issued_at >= :from AND issued_at < :until";

    /**
     * A voided invoice counts for its period only while no live one does. Historical ones are made for any of the periods
     * before the first.
     */
    private static final String TILES = """
        SELECT p.id AS invoice_id, 'begins at ' || p.period_start || ' after one that ended at ' || p.before AS detail
        FROM (SELECT id, period_start, lag(period_end) OVER (
                PARTITION BY customer_id, contract_id ORDER BY period_start, period_end) AS before
            FROM (SELECT DISTINCT ON (customer_id, contract_id, period_start)
                    id, customer_id, contract_id, period_start, period_end
                FROM invoice WHERE type = 'USAGE' AND NOT historical
                ORDER BY customer_id, contract_id, period_start, status = 'VOID', created_at DESC, id) known) p
        WHERE p.before <> p.period_start
        """;

    /** What the lines in a custom unit leave to pay, against what is converted; a consolidated invoice has several of both. */
    private static final String CONVERTED = """
        SELECT invoice_id, 'its lines leave ' || coalesce(u.unpaid, 0) || ' of unit ' || unit || ', and '
            || coalesce(c.quantity, 0) || ' is converted, for ' || coalesce(c.total, 0) AS detail
        FROM (SELECT i.customer_id, i.id AS invoice_id, l.credit_type_id AS unit, sum(l.total) AS unpaid
                FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
                WHERE %1$s AND l.credit_type_id IS NOT NULL GROUP BY 1, 2, 3) u
            FULL JOIN (SELECT i.customer_id, i.id AS invoice_id, l.converted_credit_type_id AS unit,
                    sum(l.quantity) AS quantity, sum(l.total) AS total, sum(round(l.quantity * l.unit_price,
                        CASE WHEN i.credit_type_id = '2714e483-4ff1-48e4-9e25-ac732e8f24f2' THEN 0 ELSE 2 END)) AS worth
                FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
                WHERE %1$s AND l.type = 'cpu_conversion' GROUP BY 1, 2, 3) c USING (customer_id, invoice_id, unit)
        WHERE coalesce(u.unpaid, 0) <> coalesce(c.quantity, 0) OR c.worth <> c.total
        """.formatted(FINALIZED);

    @Override
    public String subject() {
        return "invoices";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check(
                        "one_delivery_per_routed_invoice",
                        INVOICES + " AND i.configuration_id IS NOT NULL",
                        """
                        SELECT i.id AS invoice_id, 'finalized for a configuration, but there is no delivery' AS detail
                        FROM invoice i WHERE %s AND i.configuration_id IS NOT NULL
                            AND NOT EXISTS (
                                SELECT 1 FROM delivery d WHERE d.customer_id = i.customer_id AND d.invoice_id = i.id)
                        """.formatted(FINALIZED)),
                new Check("a_voided_invoice_is_taken_back", INVOICES + " AND i.status = 'VOID'", """
                    SELECT i.id AS invoice_id, 'void, but delivery ' || d.id || ' still stands as ' || d.state AS detail
                    FROM invoice i JOIN delivery d ON d.customer_id = i.customer_id AND d.invoice_id = i.id
                    WHERE %s AND i.status = 'VOID' AND d.purpose = 'DELIVER' AND d.state NOT IN ('SKIPPED', 'CANCELLED')
                    """.formatted(
                                FINALIZED)),
                new Check("an_invoices_total_is_the_sum_of_its_lines", INVOICES, """
                    SELECT i.id AS invoice_id, 'the lines sum to ' || coalesce(l.total, 0) || ', the invoice says ' || i.total
                        AS detail
                    FROM invoice i CROSS JOIN LATERAL (
                        SELECT sum(total) AS total FROM invoice_line
                        WHERE customer_id = i.customer_id AND invoice_id = i.id AND credit_type_id IS NULL
                            AND NOT (type = 'applied_commit_or_credit' AND balance_type = 'POSTPAID')) l
                    WHERE %s AND i.total <> coalesce(l.total, 0)
                    """.formatted(FINALIZED)),
                new Check(
                        "one_live_invoice_per_contract_period_and_kind",
                        "SELECT count(*) FROM invoice WHERE status <> 'VOID'",
                        """
                        SELECT min(id::text)::uuid AS invoice_id, count(*) || ' live invoices of contract ' || contract_id
                            || ' for one ' || type || ' period' AS detail
                        FROM invoice WHERE status <> 'VOID'
                        GROUP BY customer_id, contract_id, type, coalesce(period_start, issued_at), credit_type_id, part,
                            true_up_of
                        HAVING count(*) > 1
                        """),
                new Check("a_finalized_invoice_is_as_it_was_sealed", INVOICES, """
                    SELECT i.id AS invoice_id, CASE WHEN s.sha256 IS NULL THEN 'finalized, but never sealed'
                        ELSE 'the invoice or its lines are not what was finalized' END AS detail
                    FROM invoice i LEFT JOIN invoice_seal s ON s.customer_id = i.customer_id AND s.invoice_id = i.id
                    WHERE %s AND s.sha256 IS DISTINCT FROM invoice_digest(i)
                    """.formatted(FINALIZED)),
                new Check("a_sealed_invoice_is_still_there", "SELECT count(*) FROM invoice_seal", """
                    SELECT s.invoice_id, 'was finalized and is gone, or is a draft again' AS detail
                    FROM invoice_seal s LEFT JOIN invoice i ON i.customer_id = s.customer_id AND i.id = s.invoice_id
                    WHERE i.finalized_at IS NULL
                    """),
                new Check("every_line_is_rounded_once_to_what_its_currency_can_express", INVOICES, """
                    SELECT i.id AS invoice_id, 'line ' || l.position || ' has a total of ' || l.total AS detail
                    FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
                    WHERE %s AND l.credit_type_id IS NULL AND l.total <> round(l.total,
                        CASE WHEN i.credit_type_id = '2714e483-4ff1-48e4-9e25-ac732e8f24f2' THEN 0 ELSE 2 END)
                    """.formatted(
                                FINALIZED)),
                new Check("what_is_left_of_a_custom_unit_is_converted_once", """
                    SELECT count(DISTINCT (i.id, coalesce(l.credit_type_id, l.converted_credit_type_id)))
                    FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
                    WHERE %s AND coalesce(l.credit_type_id, l.converted_credit_type_id) IS NOT NULL
                    """.formatted(FINALIZED), CONVERTED),
                new Check("no_draft_is_left_behind_when_it_falls_due", DRAFTS, """
                    SELECT i.id AS invoice_id, 'is a draft still, and was due at ' || due
                        || CASE WHEN i.failures > 0 THEN '; finalizing it failed ' || i.failures
                            || ' times: see its incident in GET /downbeat/v1/alerts' ELSE '' END AS detail
                    FROM invoice i CROSS JOIN LATERAL (SELECT greatest(i.issued_at, i.created_at,
                        CASE WHEN i.true_up_of IS NOT NULL AND i.failures = 0 THEN i.finalize_at END) AS due) AS d
                    WHERE i.status = 'DRAFT' AND i.issued_at >= :from AND i.issued_at < :until
                        AND due < CAST(:now AS timestamptz) - interval '1 hour'
                    """),
                new Check(
                        "service_periods_tile",
                        "SELECT count(*) FROM invoice WHERE type = 'USAGE' AND NOT historical",
                        TILES),
                new Check(
                        "a_regenerated_invoice_replaces_a_void_one",
                        "SELECT count(*) FROM invoice WHERE regenerated_from IS NOT NULL",
                        """
                        SELECT n.id AS invoice_id, 'regenerated from ' || o.id || ', which is ' || o.status AS detail
                        FROM invoice n JOIN invoice o ON o.customer_id = n.customer_id AND o.id = n.regenerated_from
                        WHERE o.status <> 'VOID' OR o.contract_id <> n.contract_id OR o.type <> n.type
                        """),
                new Check("a_scheduled_item_is_billed_once", "SELECT count(*) FROM billed_item", """
                    SELECT min(i.id::text)::uuid AS invoice_id, 'item ' || l.scheduled_item_id || ' is on ' || count(*)
                        || ' live invoices' AS detail
                    FROM invoice_line l JOIN invoice i ON i.customer_id = l.customer_id AND i.id = l.invoice_id
                    WHERE l.scheduled_item_id IS NOT NULL AND i.status = 'FINALIZED' AND i.type <> 'USAGE_CONSOLIDATED'
                    GROUP BY l.customer_id, l.scheduled_item_id HAVING count(DISTINCT i.id) > 1
                    """));
    }
}
