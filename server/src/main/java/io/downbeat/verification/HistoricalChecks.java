package io.downbeat.verification;

import java.util.List;

/** What must hold of invoices that were made of given quantities. */
class HistoricalChecks implements Checks {
    private static final String OURS = "i.historical AND i.finalized_at >= :from AND i.finalized_at < :until";
    private static final String COUNT = "SELECT count(*) FROM invoice i WHERE " + OURS;

    /** Quantities of lines are cut to twelve decimals where a balance pays for a part of one. */
    private static final String GIVEN = """
        WITH ours AS (SELECT i.customer_id, i.id AS invoice_id FROM invoice i WHERE %s)
        SELECT invoice_id, 'bills ' || coalesce(l.quantity, 0) || ' of product ' || product_id || ', and was given '
            || coalesce(g.quantity, 0) AS detail
        FROM (SELECT customer_id, invoice_id, product_id, sum(quantity) AS quantity
                FROM ours JOIN invoice_line USING (customer_id, invoice_id) WHERE type = 'usage' GROUP BY 1, 2, 3) l
            FULL JOIN (SELECT customer_id, invoice_id, product_id, sum(quantity) AS quantity
                FROM ours JOIN historical_usage USING (customer_id, invoice_id) GROUP BY 1, 2, 3) g
                USING (customer_id, invoice_id, product_id)
        WHERE abs(coalesce(l.quantity, 0) - coalesce(g.quantity, 0)) > 0.000000001
        """.formatted(OURS);

    @Override
    public String subject() {
        return "historical invoices";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("a_historical_invoice_goes_to_no_provider", COUNT, """
                    SELECT i.id AS invoice_id, CASE WHEN d.id IS NOT NULL THEN 'is historical, and has delivery ' || d.id
                        ELSE 'is historical, and its route is ' || i.route_rule || ' to '
                            || coalesce('configuration ' || i.configuration_id, 'nobody') END AS detail
                    FROM invoice i LEFT JOIN delivery d ON d.customer_id = i.customer_id AND d.invoice_id = i.id
                    WHERE %s AND (d.id IS NOT NULL OR i.configuration_id IS NOT NULL OR i.route_rule <> 'historical')
                    """.formatted(OURS)),
                new Check("a_historical_invoice_bills_the_quantities_it_was_given", COUNT, GIVEN));
    }
}
