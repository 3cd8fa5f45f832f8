package io.downbeat.verification;

import java.util.List;

/** What must hold of what invoices bill of subscriptions, and of who has a seat. */
class SubscriptionChecks implements Checks {
    private static final String FINALIZED = "i.finalized_at >= :from AND i.finalized_at < :until";
    private static final String LINES = """
        SELECT count(*) FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
        WHERE %s AND l.type = 'subscription'
        """.formatted(FINALIZED);
    private static final String CHARGES = "SELECT count(*) FROM billed_subscription_charge";

    private static final String BELOW_ZERO = """
        SELECT i.id AS invoice_id, 'line ' || l.position || ' of subscription ' || l.subscription_id || ' takes off '
            || -l.total AS detail
        FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
        WHERE %s AND l.type = 'subscription' AND l.total < 0
        """.formatted(FINALIZED);

    /**
     * What a balance pays is a line of its own, so a charge may be several. A regenerated invoice took over charges that may
     * have no price any more, and then no line.
     */
    private static final String KEPT = """
        SELECT invoice_id, 'bills ' || coalesce(l.units, 0) || ' of subscription ' || subscription_id || ' from '
            || starting_at || ', and is kept as billing ' || coalesce(b.units, 0) AS detail
        FROM (SELECT i.customer_id, i.id AS invoice_id, l.subscription_id, l.starting_at, l.subscription_charge_kind AS kind,
                    sum(l.quantity) AS units
                FROM invoice i JOIN invoice_line l ON l.customer_id = i.customer_id AND l.invoice_id = i.id
                WHERE %s AND i.status = 'FINALIZED' AND i.type <> 'USAGE_CONSOLIDATED' AND l.type = 'subscription'
                GROUP BY 1, 2, 3, 4, 5) l
            FULL JOIN (SELECT b.customer_id, b.invoice_id, b.subscription_id, b.starting_at, b.kind,
                    sum(b.quantity) AS units, bool_or(i.regenerated_from IS NOT NULL) AS is_again
                FROM billed_subscription_charge b
                    JOIN invoice i ON i.customer_id = b.customer_id AND i.id = b.invoice_id
                WHERE %s AND i.status = 'FINALIZED' GROUP BY 1, 2, 3, 4, 5) b
                USING (customer_id, invoice_id, subscription_id, starting_at, kind)
        WHERE l.units IS DISTINCT FROM b.units AND NOT (l.units IS NULL AND b.is_again)
        """.formatted(FINALIZED, FINALIZED);

    private static final String OVERLAP = """
        SELECT b.invoice_id, 'bills subscription ' || b.subscription_id || ' from ' || b.starting_at || ' on, and invoice '
            || a.invoice_id || ' bills it up to ' || a.ending_before AS detail
        FROM billed_subscription_charge a
            JOIN billed_subscription_charge b ON b.customer_id = a.customer_id AND b.subscription_id = a.subscription_id
                AND b.kind = 'BASE' AND b.starting_at > a.starting_at AND b.starting_at < a.ending_before
        WHERE a.kind = 'BASE'
        """;

    /** What was caught up with up to where more was billed may stand beside a period that was billed only after it. */
    private static final String TWICE = """
        SELECT b.invoice_id, 'bills units ' || b.above || ' to ' || b.above + b.quantity || ' of subscription '
            || b.subscription_id || ' from ' || b.starting_at || ', and invoice ' || a.invoice_id || ' bills units ' || a.above
            || ' to ' || a.above + a.quantity AS detail
        FROM billed_subscription_charge a
            JOIN billed_subscription_charge b ON b.customer_id = a.customer_id AND b.subscription_id = a.subscription_id
                AND b.starting_at = a.starting_at AND (b.above, b.kind) > (a.above, a.kind)
                AND b.above < a.above + a.quantity
        WHERE NOT EXISTS (SELECT FROM billed_subscription_charge c WHERE c.customer_id = a.customer_id
            AND c.subscription_id = a.subscription_id AND c.period_start = a.period_start
            AND (a.kind = 'CATCH_UP' AND c.starting_at = a.ending_before
                OR b.kind = 'CATCH_UP' AND c.starting_at = b.ending_before))
        """;

    private static final String SEATS = """
        SELECT NULL::uuid AS invoice_id, 'seat ' || a.seat_id || ' of subscription ' || a.subscription_id
            || ' is assigned from ' || a.starting_at || ' and again from ' || b.starting_at AS detail
        FROM subscription_seat a
            JOIN subscription_seat b ON b.customer_id = a.customer_id AND b.subscription_id = a.subscription_id
                AND b.seat_id = a.seat_id AND b.starting_at > a.starting_at
        WHERE a.ending_before IS NULL OR b.starting_at < a.ending_before
        """;

    @Override
    public String subject() {
        return "subscriptions";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("no_line_of_a_subscription_takes_anything_off", LINES, BELOW_ZERO),
                new Check("an_invoice_bills_of_a_subscription_what_is_kept_as_billed", LINES, KEPT),
                new Check("the_periods_that_a_subscription_is_billed_for_do_not_overlap", CHARGES, OVERLAP),
                new Check("no_unit_of_a_subscription_is_billed_twice", CHARGES, TWICE),
                new Check("a_seat_is_assigned_once_at_a_time", "SELECT count(*) FROM subscription_seat", SEATS));
    }
}
