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
                WHERE d.invoice_customer_id = i.customer_id AND d.voided_at IS NULL AND NOT d.is_true_up) d
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
            || ', and invoices drew ' || d.drawn
            || CASE WHEN r.rolled > 0 THEN ', and ' || r.rolled || ' rolled over' ELSE '' END AS detail
        FROM (SELECT d.customer_id, d.segment_id, sum(d.amount) AS drawn, max(i.finalized_at) AS last_at,
                    (array_agg(i.id ORDER BY i.finalized_at DESC, i.id))[1] AS last_invoice
                FROM balance_draw d
                    JOIN invoice i ON i.customer_id = d.invoice_customer_id AND i.id = d.invoice_id
                WHERE d.voided_at IS NULL GROUP BY d.customer_id, d.segment_id) d
            JOIN balance_segment s ON s.customer_id = d.customer_id AND s.id = d.segment_id
            CROSS JOIN LATERAL (SELECT coalesce(sum(m.amount), 0) AS added FROM balance_manual_entry m
                WHERE m.customer_id = s.customer_id AND m.segment_id = s.id
                    AND (m.amount > 0 OR m.created_at < d.last_at - interval '1 hour')) e
            CROSS JOIN LATERAL (SELECT coalesce(sum(o.amount), 0) AS rolled FROM balance_rollover o
                WHERE o.customer_id = s.customer_id AND o.segment_id = s.id) r
        WHERE d.drawn + r.rolled > s.amount + e.added OR s.is_removed
        """;

    /**
     * What rolled over into a balance is its amount once that is settled, and until then nothing is there to be drawn. Each
     * segment it came from had it, whatever else of that was drawn, and the renewal is noted that it came by.
     */
    private static final String ROLLED_OVER = """
        SELECT CAST(NULL AS uuid) AS invoice_id, CASE
            WHEN t.from_contract_id IS NULL THEN 'balance ' || b.id || ' rolled over from balance ' || b.rolled_over_from
                || ', and no renewal of contract ' || coalesce(f.contract_id::text, 'none') || ' by ' || b.contract_id
                || ' is noted'
            WHEN b.rollover_frozen_at IS NULL THEN 'balance ' || b.id || ' is not settled, and has ' || s.amount
                || ' with ' || r.rolled || ' rolled over'
            WHEN s.amount <> r.rolled THEN 'balance ' || b.id || ' has ' || s.amount || ', and ' || r.rolled
                || ' rolled over into it'
            ELSE 'balance ' || b.id || ' took over more of a segment of balance ' || b.rolled_over_from
                || ' than that had, or of another balance' END AS detail
        FROM balance b
            JOIN balance f ON f.customer_id = b.customer_id AND f.id = b.rolled_over_from
            JOIN balance_segment s ON s.customer_id = b.customer_id AND s.balance_id = b.id
            LEFT JOIN balance_transition t ON t.customer_id = b.customer_id AND t.from_contract_id = f.contract_id
                AND t.into_contract_id = b.contract_id AND t.renewed_at = s.starting_at
            CROSS JOIN LATERAL (SELECT coalesce(sum(o.amount), 0) AS rolled,
                    coalesce(bool_or(o.balance_id <> f.id OR o.amount > o_s.amount + o_m.added), false) AS is_too_much
                FROM balance_rollover o
                    JOIN balance_segment o_s ON o_s.customer_id = o.customer_id AND o_s.id = o.segment_id
                    CROSS JOIN LATERAL (SELECT coalesce(sum(m.amount), 0) AS added FROM balance_manual_entry m
                        WHERE m.customer_id = o.customer_id AND m.segment_id = o.segment_id AND m.amount > 0) o_m
                WHERE o.customer_id = b.customer_id AND o.into_balance_id = b.id) r
        WHERE t.from_contract_id IS NULL OR r.is_too_much OR s.amount <> r.rolled
            OR b.rollover_frozen_at IS NULL AND (s.amount <> 0 OR r.rolled <> 0)
        """;

    /**
     * The lines of live invoices that bill a payment, against the one invoice that is noted as billing it. What is bought
     * and not paid for yet is no payment of a commit so far.
     */
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
                    AND NOT EXISTS (SELECT FROM payment_workflow w WHERE w.customer_id = l.customer_id
                        AND w.invoice_id = l.invoice_id AND w.state = 'OPEN')
                GROUP BY l.customer_id, l.scheduled_item_id) l
            FULL JOIN (SELECT b.customer_id, b.item_id, b.invoice_id
                FROM billed_item b JOIN invoice i ON i.customer_id = b.customer_id AND i.id = b.invoice_id
                    JOIN balance_payment_item p ON p.customer_id = b.customer_id AND p.id = b.item_id
                WHERE i.status = 'FINALIZED') b USING (customer_id, item_id)
        WHERE l.lines > 1 OR l.invoice_id IS DISTINCT FROM b.invoice_id
        """;

    /** What was used, what is billed and nothing else make up what was agreed, so long as its true-up stands. */
    private static final String TRUE_UPS = """
        SELECT i.id AS invoice_id, 'bills ' || coalesce(l.total, 0) || ' as the rest of commit ' || i.true_up_of || ' on '
            || l.lines || ' lines and takes ' || coalesce(d.billed, 0) || ' of it; with that ' || coalesce(d.drawn, 0) || ' of '
            || coalesce(s.available, 0) || ' are taken' AS detail
        FROM invoice i
            CROSS JOIN LATERAL (SELECT count(*) AS lines, sum(total) AS total FROM invoice_line
                WHERE customer_id = i.customer_id AND invoice_id = i.id AND type = 'commit_purchase'
                    AND balance_id = i.true_up_of AND balance_type = 'POSTPAID') l
            CROSS JOIN LATERAL (SELECT sum(amount) AS drawn,
                    sum(amount) FILTER (WHERE is_true_up AND invoice_id = i.id) AS billed
                FROM balance_draw WHERE customer_id = i.customer_id AND balance_id = i.true_up_of AND voided_at IS NULL) d
            CROSS JOIN LATERAL (SELECT sum(amount + coalesce((SELECT sum(m.amount) FROM balance_manual_entry m
                    WHERE m.customer_id = g.customer_id AND m.segment_id = g.id), 0)
                - coalesce((SELECT sum(o.amount) FROM balance_rollover o
                    WHERE o.customer_id = g.customer_id AND o.segment_id = g.id), 0)) AS available
                FROM balance_segment g
                WHERE g.customer_id = i.customer_id AND g.balance_id = i.true_up_of AND NOT g.is_removed) s
        WHERE %s AND i.status = 'FINALIZED' AND i.true_up_of IS NOT NULL
            AND (l.lines <> 1 OR d.billed IS NULL OR d.drawn IS DISTINCT FROM s.available
                OR l.total <> round(d.billed,
                    CASE WHEN i.credit_type_id = '2714e483-4ff1-48e4-9e25-ac732e8f24f2' THEN 0 ELSE 2 END))
        """.formatted(FINALIZED);

    /** A draft bills it from the day on which the commit is agreed; a person may have voided the invoice that came of it. */
    private static final String UNBILLED = """
        SELECT NULL::uuid AS invoice_id, 'of commit ' || b.id || ' ' || r.rest || ' are left and owed, and no invoice bills them'
            AS detail
        FROM balance b
            JOIN contract c ON c.customer_id = b.customer_id AND c.id = coalesce(b.contract_id, b.invoice_contract_id)
            JOIN balance_segment s ON s.customer_id = b.customer_id AND s.balance_id = b.id AND NOT s.is_removed
            CROSS JOIN LATERAL (SELECT s.amount + coalesce((SELECT sum(m.amount) FROM balance_manual_entry m
                    WHERE m.customer_id = s.customer_id AND m.segment_id = s.id), 0)
                - coalesce((SELECT sum(d.amount) FROM balance_draw d
                    WHERE d.customer_id = s.customer_id AND d.segment_id = s.id AND d.voided_at IS NULL), 0)
                - coalesce((SELECT sum(o.amount) FROM balance_rollover o
                    WHERE o.customer_id = s.customer_id AND o.segment_id = s.id), 0) AS rest) r
        WHERE b.type = 'POSTPAID' AND NOT b.do_not_invoice AND NOT b.is_rest_waived
            AND b.archived_at IS NULL AND c.archived_at IS NULL
            AND round(r.rest, CASE WHEN b.credit_type_id = '2714e483-4ff1-48e4-9e25-ac732e8f24f2' THEN 0 ELSE 2 END) > 0
            AND NOT EXISTS (SELECT FROM invoice i WHERE i.customer_id = b.customer_id AND i.true_up_of = b.id
                AND (i.status <> 'VOID' OR i.finalized_at IS NOT NULL))
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
                new Check(
                        "what_is_left_of_a_postpaid_commit_is_billed_by_one_invoice",
                        "SELECT count(*) FROM invoice WHERE true_up_of IS NOT NULL",
                        """
                        SELECT min(id::text)::uuid AS invoice_id, count(*) || ' live invoices bill what is left of commit '
                            || true_up_of AS detail
                        FROM invoice WHERE status <> 'VOID' AND true_up_of IS NOT NULL
                        GROUP BY customer_id, true_up_of HAVING count(*) > 1
                        """),
                new Check(
                        "a_true_up_bills_all_that_its_commit_has_left",
                        "SELECT count(*) FROM invoice i WHERE " + FINALIZED + " AND i.true_up_of IS NOT NULL",
                        TRUE_UPS),
                new Check(
                        "no_rest_of_a_postpaid_commit_is_forgotten",
                        "SELECT count(*) FROM balance WHERE type = 'POSTPAID'",
                        UNBILLED),
                new Check(
                        "what_rolled_over_into_a_balance_is_what_it_has",
                        "SELECT count(*) FROM balance WHERE rolled_over_from IS NOT NULL",
                        ROLLED_OVER),
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
