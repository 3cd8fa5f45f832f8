package io.downbeat.verification;

import java.util.List;

/** What must hold of account hierarchies: a parent's consolidated invoices, and whose account a child's invoices go to. */
class HierarchyChecks implements Checks {
    private static final String CONSOLIDATED =
            "c.type = 'USAGE_CONSOLIDATED' AND c.finalized_at >= :from AND c.finalized_at < :until";
    private static final String CONSOLIDATED_INVOICES = "SELECT count(*) FROM invoice c WHERE " + CONSOLIDATED;
    private static final String CONSTITUENT = "i.route_rule = 'on_consolidated_invoice'";
    private static final String CONSTITUENTS = "SELECT count(*) FROM invoice i WHERE " + CONSTITUENT;

    /** Line by line: each copy against the line that it names, and each line against the copy that names it. */
    private static final String COPIES = """
        SELECT coalesce(o.consolidated, s.consolidated) AS invoice_id, CASE
            WHEN s.id IS NULL THEN 'line ' || o.position || ' is the copy of no line of its constituents'
            WHEN o.position IS NULL THEN 'has no copy of line ' || s.position || ' of invoice ' || s.invoice_id
            ELSE 'line ' || o.position || ' (' || o.total || ') is not as line ' || s.position || ' of invoice '
                || s.invoice_id || ' (' || s.total || ')' END AS detail
        FROM (SELECT c.id AS consolidated, g.origin_customer_id, g.origin_invoice_id, g.origin_line_id, l.*
                FROM invoice c JOIN invoice_line l ON l.customer_id = c.customer_id AND l.invoice_id = c.id
                    LEFT JOIN invoice_line_origin g ON g.customer_id = l.customer_id AND g.invoice_id = l.invoice_id
                        AND g.position = l.position
                WHERE %1$s) o
            FULL JOIN (SELECT c.id AS consolidated, l.*
                FROM invoice c JOIN invoice_constituent k ON k.customer_id = c.customer_id AND k.invoice_id = c.id
                    JOIN invoice_line l ON l.customer_id = k.constituent_customer_id AND l.invoice_id = k.constituent_id
                WHERE %1$s) s
                ON s.consolidated = o.consolidated AND s.customer_id = o.origin_customer_id
                    AND s.invoice_id = o.origin_invoice_id AND s.id = o.origin_line_id
        WHERE (o.type, o.name, o.quantity, o.unit_price, o.total, o.product_id, o.balance_segment_id)
            IS DISTINCT FROM (s.type, s.name, s.quantity, s.unit_price, s.total, s.product_id, s.balance_segment_id)
            OR o.consolidated IS NULL OR s.consolidated IS NULL
        """.formatted(CONSOLIDATED);

    private static final String TOTALS = """
        SELECT c.id AS invoice_id, 'comes to ' || c.total || ', and its ' || count(i.id) || ' constituents to '
            || coalesce(sum(i.total), 0) AS detail
        FROM invoice c
            LEFT JOIN invoice_constituent k ON k.customer_id = c.customer_id AND k.invoice_id = c.id
            LEFT JOIN invoice i ON i.customer_id = k.constituent_customer_id AND i.id = k.constituent_id
        WHERE %s GROUP BY c.id, c.total HAVING c.total IS DISTINCT FROM coalesce(sum(i.total), 0)
        """.formatted(CONSOLIDATED);

    /**
     * One that stands on none waits for the others of its family, or for a person who voided the consolidated one to
     * regenerate it; otherwise nobody ever pays it.
     */
    private static final String ONCE = """
        SELECT i.id AS invoice_id, 'stands on ' || n.live || ' consolidated invoices, and '
            || CASE WHEN g.contract_id IS NULL THEN 'none is to be made' ELSE 'goes nowhere by itself' END AS detail
        FROM invoice i
            CROSS JOIN LATERAL (SELECT count(*) AS live FROM invoice_constituent k
                JOIN invoice c ON c.customer_id = k.customer_id AND c.id = k.invoice_id
                WHERE k.constituent_customer_id = i.customer_id AND k.constituent_id = i.id AND k.voided_at IS NULL
                    AND c.status = 'FINALIZED') n
            LEFT JOIN contract_hierarchy h ON h.customer_id = i.customer_id AND h.contract_id = i.contract_id
            LEFT JOIN invoice_consolidation g ON g.customer_id = coalesce(h.parent_customer_id, i.customer_id)
                AND g.contract_id = coalesce(h.parent_contract_id, i.contract_id)
                AND g.credit_type_id = i.credit_type_id AND g.period_start <= i.period_start AND g.period_end >= i.period_end
            LEFT JOIN invoice made ON made.customer_id = g.customer_id AND made.id = g.invoice_id
        WHERE %s AND i.status = 'FINALIZED'
            AND (n.live > 1 OR n.live = 0 AND g.due_at IS NULL AND made.status IS DISTINCT FROM 'VOID')
        """.formatted(CONSTITUENT);

    private static final String STANDING = """
        SELECT k.invoice_id, 'is ' || c.status || ' and has the lines of invoice ' || i.id || ', which is ' || i.status
            || ' by the rule ' || coalesce(i.route_rule, 'of none') AS detail
        FROM invoice_constituent k
            JOIN invoice c ON c.customer_id = k.customer_id AND c.id = k.invoice_id
            JOIN invoice i ON i.customer_id = k.constituent_customer_id AND i.id = k.constituent_id
        WHERE k.voided_at IS NULL
            AND (c.status <> 'FINALIZED' OR i.status <> 'FINALIZED' OR (%s) IS NOT TRUE)
        """.formatted(CONSTITUENT);

    private static final String ACCOUNTS = """
        SELECT i.id AS invoice_id, 'goes to an account of customer ' || coalesce(d.configuration_customer_id::text,
            i.configuration_customer_id::text, 'nobody') || ', and customer ' || p.customer_id || ' pays' AS detail
        FROM invoice i
            LEFT JOIN delivery d ON d.customer_id = i.customer_id AND d.invoice_id = i.id
            LEFT JOIN contract_hierarchy h ON h.customer_id = i.customer_id AND h.contract_id = i.contract_id
                AND h.payer = 'PARENT' AND i.route_rule <> 'by_hand'
            CROSS JOIN LATERAL (SELECT coalesce(h.parent_customer_id, i.customer_id) AS customer_id) p
        WHERE i.configuration_id IS NOT NULL AND i.finalized_at >= :from AND i.finalized_at < :until
            AND (i.configuration_customer_id IS DISTINCT FROM p.customer_id OR d.configuration_customer_id <> p.customer_id)
        """;

    @Override
    public String subject() {
        return "hierarchies";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("a_consolidated_invoice_has_the_lines_of_its_constituents", CONSOLIDATED_INVOICES, COPIES),
                new Check("a_consolidated_invoice_comes_to_what_its_constituents_do", CONSOLIDATED_INVOICES, TOTALS),
                new Check("a_constituent_is_not_delivered", CONSTITUENTS, """
                    SELECT i.id AS invoice_id, 'stands on a consolidated invoice, and has delivery ' || d.id AS detail
                    FROM invoice i JOIN delivery d ON d.customer_id = i.customer_id AND d.invoice_id = i.id WHERE %s
                    """.formatted(CONSTITUENT)),
                new Check("a_constituent_stands_on_one_consolidated_invoice", CONSTITUENTS, ONCE),
                new Check(
                        "a_consolidated_invoice_stands_with_its_constituents",
                        "SELECT count(*) FROM invoice_constituent WHERE voided_at IS NULL",
                        STANDING),
                new Check(
                        "an_invoice_goes_to_the_account_of_who_pays",
                        "SELECT count(*) FROM invoice i WHERE i.configuration_id IS NOT NULL"
                                + " AND i.finalized_at >= :from AND i.finalized_at < :until",
                        ACCOUNTS));
    }
}
