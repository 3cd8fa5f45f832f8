package io.downbeat.verification;

import java.util.List;

/** What must hold of invoices for the sake of other terms than prices and balances: discounts. */
class TermChecks implements Checks {
    private static final String FINALIZED = "i.finalized_at >= :from AND i.finalized_at < :until";
    private static final String DISCOUNTS = """
        SELECT count(*) FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
        WHERE %s AND l.discount_id IS NOT NULL
        """.formatted(FINALIZED);

    /** An invoice may be below zero by itself, where usage was taken back: then discounts take nothing. */
    private static final String BELOW_ZERO = """
        SELECT i.id AS invoice_id, 'discounts take ' || -l.total || ' off an invoice that would be '
            || i.total - l.total || ' without them' AS detail
        FROM invoice i JOIN (SELECT customer_id, invoice_id, sum(total) AS total FROM invoice_line
                WHERE discount_id IS NOT NULL GROUP BY customer_id, invoice_id) l
            ON l.customer_id = i.customer_id AND l.invoice_id = i.id
        WHERE %s AND l.total <> 0 AND i.total < 0
        """.formatted(FINALIZED);

    /** Whatever else an invoice lacks, no more may be taken off than the contract agreed on for that date. */
    private static final String AGREED = """
        SELECT i.id AS invoice_id, 'line ' || l.position || ' takes off ' || -l.total || ' on ' || l.starting_at
            || ', and its contract agreed on ' || coalesce(d.amount || ' on ' || d.taken_off_at, 'no such discount')
            AS detail
        FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
            LEFT JOIN (SELECT d.customer_id, d.contract_id, d.id, e.id AS item_id, e.taken_off_at, e.amount
                FROM discount d JOIN discount_item e ON e.customer_id = d.customer_id AND e.discount_id = d.id) d
                ON d.customer_id = l.customer_id AND d.id = l.discount_id AND d.item_id = l.scheduled_item_id
                    AND d.contract_id = i.contract_id
        WHERE %s AND l.discount_id IS NOT NULL
            AND (-l.total > round(d.amount,
                    CASE WHEN i.credit_type_id = '2714e483-4ff1-48e4-9e25-ac732e8f24f2' THEN 0 ELSE 2 END)
                OR d.taken_off_at IS DISTINCT FROM l.starting_at)
        """.formatted(FINALIZED);

    @Override
    public String subject() {
        return "terms";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("no_discount_takes_an_invoice_below_zero", DISCOUNTS, BELOW_ZERO),
                new Check("no_more_is_taken_off_than_a_discount_agrees_on", DISCOUNTS, AGREED));
    }
}
