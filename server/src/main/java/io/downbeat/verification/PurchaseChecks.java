package io.downbeat.verification;

import java.util.List;

/** What must hold of commits that are bought before they are there: by thresholds, and by edits that want them paid first. */
class PurchaseChecks implements Checks {
    private static final String STARTED = "w.created_at >= :from AND w.created_at < :until";
    private static final String ALL = "SELECT count(*) FROM payment_workflow w WHERE " + STARTED;

    /** Whatever an edit made of it since. */
    private static final String COMMIT = """
        SELECT w.invoice_id, 'purchase ' || w.id || ' is ' || w.state || ', and commit ' || w.commit_id
            || CASE WHEN b.id IS NULL THEN ' is not there' ELSE ' is there' END AS detail
        FROM payment_workflow w LEFT JOIN balance b ON b.customer_id = w.customer_id AND b.id = w.commit_id
        WHERE %s AND (w.state = 'RELEASED') <> (b.id IS NOT NULL)
        """.formatted(STARTED);

    /** One that is open may be void once its end is known and about to come true; a released one when a person voided it. */
    private static final String VOID = """
        SELECT w.invoice_id, 'purchase ' || w.id || ' is ' || w.state || ', and its invoice is ' || i.status AS detail
        FROM payment_workflow w JOIN invoice i ON i.customer_id = w.customer_id AND i.id = w.invoice_id
        WHERE %s AND (w.state = 'FAILED' AND i.status <> 'VOID'
            OR w.state = 'OPEN' AND w.outcome IS NULL AND i.status <> 'FINALIZED'
            OR w.state = 'RELEASED' AND i.finalized_at IS NULL)
        """.formatted(STARTED);

    private static final String PRICE = """
        SELECT w.invoice_id, 'commit ' || w.commit_id || ' is bought for ' || w.invoice_amount
            || ', and its invoice bills ' || coalesce(l.total || '', 'nothing') AS detail
        FROM payment_workflow w
            LEFT JOIN invoice_line l ON l.customer_id = w.customer_id AND l.invoice_id = w.invoice_id
                AND l.type = 'commit_purchase' AND l.balance_id = w.commit_id
        WHERE %s AND l.total IS DISTINCT FROM w.invoice_amount
        """.formatted(STARTED);

    private static final String ONE_AT_A_TIME = """
        SELECT NULL::uuid AS invoice_id, 'contract ' || contract_id || ' has ' || count(*) || ' open purchases by '
            || kind AS detail
        FROM payment_workflow WHERE state = 'OPEN' AND kind <> 'MANUAL_COMMIT'
        GROUP BY customer_id, contract_id, kind HAVING count(*) > 1
        """;

    /** What spend trackers add up is what stands on invoices, and on none that is void. */
    private static final String COUNTED = """
        SELECT t.invoice_id, 'payment ' || t.payment_id || ' counts as ' || t.amount || ', and its invoice is ' || i.status
            || ' and bills ' || coalesce(l.total || '', 'nothing') AS detail
        FROM tracked_purchase t JOIN invoice i ON i.customer_id = t.customer_id AND i.id = t.invoice_id
            LEFT JOIN invoice_line l ON l.customer_id = t.customer_id AND l.invoice_id = t.invoice_id
                AND l.type = 'commit_purchase' AND l.scheduled_item_id = t.payment_id
        WHERE t.counted_at >= :from AND t.counted_at < :until AND (i.status = 'VOID' OR l.total IS DISTINCT FROM t.amount)
        """;

    /** What is collected outside is asked for by nobody here, neither by its invoice nor by one in that one's place. */
    private static final String OUTSIDE = """
        WITH RECURSIVE billed(customer_id, workflow_id, invoice_id) AS (
            SELECT w.customer_id, w.id, w.invoice_id FROM payment_workflow w WHERE %s AND w.gate_type = 'EXTERNAL'
            UNION ALL
            SELECT i.customer_id, b.workflow_id, i.id
            FROM billed b JOIN invoice i ON i.customer_id = b.customer_id AND i.regenerated_from = b.invoice_id)
        SELECT b.invoice_id, 'the payment of purchase ' || b.workflow_id || ' is collected outside, and its delivery is '
            || d.state AS detail
        FROM billed b JOIN delivery d ON d.customer_id = b.customer_id AND d.invoice_id = b.invoice_id
        WHERE d.state NOT IN ('SKIPPED', 'CANCELLED')
        """.formatted(STARTED);

    @Override
    public String subject() {
        return "purchases";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("a_commit_is_there_once_its_purchase_is_released", ALL, COMMIT),
                new Check("the_invoice_of_a_failed_purchase_is_void", ALL, VOID),
                new Check("the_invoice_of_a_purchase_bills_its_price", ALL, PRICE),
                new Check(
                        "one_purchase_of_a_kind_is_open_at_a_time",
                        "SELECT count(*) FROM payment_workflow WHERE state = 'OPEN'",
                        ONE_AT_A_TIME),
                new Check(
                        "a_purchase_counts_as_its_invoice_bills_it",
                        "SELECT count(*) FROM tracked_purchase t WHERE t.counted_at >= :from AND t.counted_at < :until",
                        COUNTED),
                new Check("what_is_collected_outside_is_not_sent", ALL + " AND w.gate_type = 'EXTERNAL'", OUTSIDE));
    }
}
