package io.downbeat.verification;

import java.util.List;

/** What must hold of commits and credits: what invoices took of them, and what was billed for them. */
class BalanceChecks implements Checks {
    private static final String FINALIZED = "i.finalized_at >= :from AND i.finalized_at < :until";
    private static final String DRAWS = """
        SELECT count(*) FROM balance_draw d
            JOIN invoice i ON i.customer_id = d.invoice_customer_id AND i.id = d.invoice_id
        WHERE %s
        """.formatted(FINALIZED);
    private static final String APPLIED_LINES = """
        SELECT count(*) FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
        WHERE %s AND l.type = 'applied_commit_or_credit'
        """.formatted(FINALIZED);

    private static final String APPLIED_AND_DRAWN = """
        WITH live AS (SELECT i.customer_id, i.id AS invoice_id FROM invoice i
            WHERE %s AND i.status = 'FINALIZED' AND i.type <> 'USAGE_CONSOLIDATED')
        SELECT invoice_id, 'its lines apply ' || coalesce(a.amount, 0) || ' of segment ' || segment_id || ' of balance '
            || balance_id || ', and it drew ' || coalesce(d.amount, 0) AS detail
        FROM (SELECT customer_id, invoice_id, l.balance_id, l.balance_segment_id AS segment_id, -sum(l.total) AS amount
                FROM live JOIN invoice_line l USING (customer_id, invoice_id)
                WHERE l.type = 'applied_commit_or_credit' GROUP BY 1, 2, 3, 4) a
            FULL JOIN (SELECT i.customer_id, invoice_id, d.balance_id, d.segment_id, d.amount
                FROM live i JOIN balance_draw d USING (invoice_id)
                WHERE d.invoice_customer_id = i.customer_id AND d.voided_at IS NULL) d
                USING (customer_id, invoice_id, balance_id, segment_id)
        WHERE a.amount IS DISTINCT FROM d.amount
        """.formatted(FINALIZED);

    /**
     * An entry by hand may take a segment below what was drawn before it, so one that takes away counts only if it was there
     * when the last invoice drew. Both instants were read before their transactions waited for the customer, and perhaps by
     * two servers whose clocks differ: less than an hour between them says nothing of the order. One that adds counts
     * whenever it came.
     */
    private static final String OVERDRAWN = """
        SELECT d.last_invoice AS invoice_id, 'segment ' || s.id || ' of balance ' || s.balance_id || ' had '
            || s.amount + e.added || CASE WHEN s.is_removed THEN ' and was removed' ELSE '' END
            || ', and invoices drew ' || d.drawn AS detail
        FROM (SELECT d.customer_id, d.segment_id, sum(d.amount) AS drawn, max(i.finalized_at) AS last_at,
                    (array_agg(i.id ORDER BY i.finalized_at DESC, i.id))[1] AS last_invoice
                FROM balance_draw d
                    JOIN invoice i ON i.customer_id = d.invoice_customer_id AND i.id = d.invoice_id
                WHERE d.voided_at IS NULL GROUP BY d.customer_id, d.segment_id) d
            JOIN balance_segment s ON s.customer_id = d.customer_id AND s.id = d.segment_id
            CROSS JOIN LATERAL (SELECT coalesce(sum(m.amount), 0) AS added FROM balance_manual_entry m
                WHERE m.customer_id = s.customer_id AND m.segment_id = s.id
                    AND (m.amount > 0 OR m.created_at < d.last_at - interval '1 hour')) e
        WHERE d.drawn > s.amount + e.added OR s.is_removed
        """;

    /** The lines of live invoices that bill a payment, against the one invoice that is noted as billing it. */
    private static final String PAYMENTS = """
        SELECT coalesce(l.invoice_id, b.invoice_id) AS invoice_id, CASE
            WHEN l.lines > 1 THEN 'payment ' || item_id || ' of a commit is on ' || l.lines || ' lines of live invoices'
            WHEN l.lines IS NULL THEN 'is noted as billing payment ' || item_id || ' of a commit, and has no line for it'
            ELSE 'bills payment ' || item_id || ' of a commit, and '
                || coalesce('invoice ' || b.invoice_id, 'no invoice') || ' is noted as billing it' END AS detail
        FROM (SELECT l.customer_id, l.scheduled_item_id AS item_id, count(*) AS lines,
                    min(l.invoice_id::text)::uuid AS invoice_id
                FROM invoice_line l JOIN invoice i ON i.customer_id = l.customer_id AND i.id = l.invoice_id
                WHERE l.type = 'commit_purchase' AND i.status = 'FINALIZED' AND i.type <> 'USAGE_CONSOLIDATED'
                GROUP BY l.customer_id, l.scheduled_item_id) l
            FULL JOIN (SELECT b.customer_id, b.item_id, b.invoice_id
                FROM billed_item b JOIN invoice i ON i.customer_id = b.customer_id AND i.id = b.invoice_id
                    JOIN balance_payment_item p ON p.customer_id = b.customer_id AND p.id = b.item_id
                WHERE i.status = 'FINALIZED') b USING (customer_id, item_id)
        WHERE l.lines > 1 OR l.invoice_id IS DISTINCT FROM b.invoice_id
        """;

    @Override
    public String subject() {
        return "balances";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("what_an_invoices_lines_apply_of_a_segment_is_what_it_drew", DRAWS, APPLIED_AND_DRAWN),
                new Check(
                        "no_segment_is_drawn_beyond_what_it_had",
                        "SELECT count(DISTINCT (customer_id, segment_id)) FROM balance_draw WHERE voided_at IS NULL",
                        OVERDRAWN),
                new Check("only_an_invoice_that_stands_keeps_what_it_drew", "SELECT count(*) FROM balance_draw", """
                    SELECT i.id AS invoice_id, 'is ' || i.status || ', and still holds ' || d.amount || ' of segment '
                        || d.segment_id || ' of balance ' || d.balance_id AS detail
                    FROM balance_draw d
                    JOIN invoice i ON i.customer_id = d.invoice_customer_id AND i.id = d.invoice_id
                    WHERE d.voided_at IS NULL AND i.status <> 'FINALIZED'
                    """),
                new Check(
                        "a_payment_for_a_commit_is_billed_once",
                        "SELECT count(*) FROM invoice_line WHERE type = 'commit_purchase'",
                        PAYMENTS),
                new Check("an_applied_line_stands_right_behind_what_it_takes_off", APPLIED_LINES, """
                    SELECT i.id AS invoice_id, 'line ' || l.position || ' takes off ' || -l.total || ' for segment '
                        || l.balance_segment_id || ', and the line before it is not of that amount and segment' AS detail
                    FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
                        LEFT JOIN invoice_line p ON p.customer_id = l.customer_id AND p.invoice_id = l.invoice_id
                            AND p.position = l.position - 1
                    WHERE %s AND l.type = 'applied_commit_or_credit'
                        AND (p.total, p.balance_id, p.balance_segment_id)
                            IS DISTINCT FROM (-l.total, l.balance_id, l.balance_segment_id)
                    """.formatted(
                                FINALIZED)));
    }
}
