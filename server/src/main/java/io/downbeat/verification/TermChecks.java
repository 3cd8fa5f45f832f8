package io.downbeat.verification;

import java.util.List;

/** What must hold of invoices for the sake of other terms than prices and balances: discounts, professional services. */
class TermChecks implements Checks {
    private static final String FINALIZED = "i.finalized_at >= :from AND i.finalized_at < :until";
    private static final String DISCOUNTS = """
        SELECT count(*) FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
        WHERE %s AND l.discount_id IS NOT NULL
        """.formatted(FINALIZED);

    /**
     * An invoice may be below zero by itself, where usage was taken back: then discounts take nothing. A consolidated one
     * has the lines of others, of which each is held to this by itself.
     */
    private static final String BELOW_ZERO = """
        SELECT i.id AS invoice_id, 'discounts take ' || -l.total || ' off an invoice that would be '
            || i.total - l.total || ' without them' AS detail
        FROM invoice i JOIN (SELECT customer_id, invoice_id, sum(total) AS total FROM invoice_line
                WHERE discount_id IS NOT NULL GROUP BY customer_id, invoice_id) l
            ON l.customer_id = i.customer_id AND l.invoice_id = i.id
        WHERE %s AND l.total <> 0 AND i.total < 0 AND i.type <> 'USAGE_CONSOLIDATED'
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
        WHERE %s AND l.discount_id IS NOT NULL AND i.type <> 'USAGE_CONSOLIDATED'
            AND (-l.total > round(d.amount,
                    CASE WHEN i.credit_type_id = '2714e483-4ff1-48e4-9e25-ac732e8f24f2' THEN 0 ELSE 2 END)
                OR d.taken_off_at IS DISTINCT FROM l.starting_at)
        """.formatted(FINALIZED);

    /** Drafts count too; what a void invoice billed is free again. */
    private static final String SERVICES = """
        SELECT s.last_invoice AS invoice_id, 'professional service ' || s.id || ' is billed ' || s.billed || ' of at most '
            || coalesce(p.max_amount || '', 'nothing: its contract is another one') AS detail
        FROM (SELECT p.customer_id, p.professional_service_id AS id, i.contract_id, sum(p.amount) AS billed,
                    (array_agg(i.id ORDER BY i.issued_at DESC, i.id))[1] AS last_invoice
                FROM professional_service_item p
                    JOIN invoice i ON i.customer_id = p.customer_id AND i.id = p.invoice_id
                WHERE i.status <> 'VOID' GROUP BY p.customer_id, p.professional_service_id, i.contract_id) s
            LEFT JOIN professional_service p ON p.customer_id = s.customer_id AND p.id = s.id
                AND p.contract_id = s.contract_id
        WHERE p.id IS NULL OR s.billed > p.max_amount
        """;

    private static final String ASKED_FOR = """
        SELECT invoice_id, 'was asked to bill ' || coalesce(p.amount, 0) || ' of professional service '
            || professional_service_id || ', and its line comes to ' || coalesce(l.total, 0) AS detail
        FROM (SELECT i.customer_id, i.id AS invoice_id, l.scheduled_item_id AS item_id, l.professional_service_id, l.total
                FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
                WHERE %s AND i.status = 'FINALIZED' AND i.type = 'PROFESSIONAL_SERVICES') l
            FULL JOIN (SELECT p.customer_id, p.invoice_id, p.id AS item_id, p.professional_service_id, p.amount
                FROM professional_service_item p
                    JOIN invoice i ON i.customer_id = p.customer_id AND i.id = p.invoice_id
                WHERE %s AND i.status = 'FINALIZED') p
                USING (customer_id, invoice_id, item_id, professional_service_id)
        WHERE l.total IS DISTINCT FROM p.amount
        """.formatted(FINALIZED, FINALIZED);

    @Override
    public String subject() {
        return "terms";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("no_discount_takes_an_invoice_below_zero", DISCOUNTS, BELOW_ZERO),
                new Check("no_more_is_taken_off_than_a_discount_agrees_on", DISCOUNTS, AGREED),
                new Check(
                        "no_more_is_billed_of_a_service_than_its_maximum",
                        "SELECT count(DISTINCT (customer_id, professional_service_id)) FROM professional_service_item",
                        SERVICES),
                new Check(
                        "an_invoice_of_services_bills_what_was_asked_for",
                        "SELECT count(*) FROM invoice i WHERE i.type = 'PROFESSIONAL_SERVICES' AND " + FINALIZED,
                        ASKED_FOR));
    }
}
