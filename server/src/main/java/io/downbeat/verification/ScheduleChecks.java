package io.downbeat.verification;

import java.util.List;

/** What must hold of a contract's schedule of billing provider configurations, and of the routes that follow from it. */
class ScheduleChecks implements Checks {
    @Override
    public String subject() {
        return "schedules";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check(
                        "a_schedule_is_ordered_and_holds_ten_segments_at_most",
                        "SELECT count(DISTINCT (customer_id, contract_id)) FROM provider_segment",
                        """
                        SELECT CAST(NULL AS uuid) AS invoice_id, 'contract ' || s.contract_id || ' has '
                            || count(DISTINCT s.effective_at) || ' segments, the first from ' || min(s.effective_at) AS detail
                        FROM provider_segment s JOIN contract c ON c.customer_id = s.customer_id AND c.id = s.contract_id
                        GROUP BY s.customer_id, s.contract_id, c.starting_at, c.ending_before
                        HAVING count(DISTINCT s.effective_at) > 10 OR min(s.effective_at) < c.starting_at
                        """),
                new Check("a_segment_bills_its_own_customer", "SELECT count(*) FROM provider_segment", """
                    SELECT CAST(NULL AS uuid) AS invoice_id, 'segment ' || s.id || ' of contract ' || s.contract_id
                        || ' names a contract or a configuration of another customer' AS detail
                    FROM provider_segment s
                        LEFT JOIN contract c ON c.customer_id = s.customer_id AND c.id = s.contract_id
                        LEFT JOIN provider_configuration p
                            ON p.customer_id = s.customer_id AND p.id = s.provider_configuration_id
                    WHERE c.id IS NULL OR p.id IS NULL AND s.provider_configuration_id IS NOT NULL
                    """));
    }

    @Override
    public List<ComputedCheck> computed() {
        return List.of(new AllowedChanges(), new PeriodsOnTheGrid(), new RoutesByTheRule());
    }
}
