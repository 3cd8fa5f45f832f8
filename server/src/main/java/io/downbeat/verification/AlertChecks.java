package io.downbeat.verification;

import java.util.List;

/**
 * What must hold of how customers stand towards alerts, and of what webhooks were told of it. Messages that were taken are
 * forgotten after 35 days, so what was told is looked for over the last 30.
 */
class AlertChecks implements Checks {
    private static final String STATES = "SELECT count(*) FROM customer_alert_state";

    /** In the order in which they were written; instants are told to the millisecond. */
    private static final String SAID = """
        said AS MATERIALIZED (
            SELECT id, type, p, (p ->> 'customer_id')::uuid AS customer_id, (p ->> 'alert_id')::uuid AS alert_id,
                (p ->> 'timestamp')::timestamptz AS said_at, type LIKE '%\\_resolved' AS is_end
            FROM (SELECT n.id, n.type, n.body::jsonb -> 'properties' AS p FROM notification n
                WHERE n.type LIKE 'alerts.%' AND n.written_at > CAST(:now AS timestamptz) - interval '31 days') n)
        """;

    private static final String MESSAGES = "WITH " + SAID + " SELECT count(*) FROM said";

    /** What of a message names the part of the account that it is about. */
    private static final String PART = """
        jsonb_build_array(p -> 'group_values', p -> 'custom_field_filters', p -> 'seat_filter', p -> 'invoice_id',
            p -> 'segment_id')
        """;

    private static final String OF_ITS_ALERT = """
        SELECT NULL::uuid AS invoice_id, 'customer ' || s.customer_id || CASE
            WHEN a.customer_id <> s.customer_id THEN ' has a status towards alert ' || a.id || ' of customer ' || a.customer_id
            WHEN w.alert_id IS NULL THEN ' has a status towards alert ' || a.id || ' for ' || s.part_values
                || ' and none as a whole'
            ELSE ' is in alarm by alert ' || a.id || ' and was not told, and that alert was not made silently' END AS detail
        FROM customer_alert_state s JOIN customer_alert a ON a.id = s.alert_id
            LEFT JOIN customer_alert_state w ON w.customer_id = s.customer_id AND w.alert_id = s.alert_id AND w.part = ''
        WHERE a.customer_id <> s.customer_id OR w.alert_id IS NULL
            OR s.status = 'IN_ALARM' AND NOT s.is_told AND a.evaluate_on_create
        """;

    /** Whoever listened when it began has the message, and nothing after it that takes it back. */
    private static final String LAST_WORD = """
        WITH %s, alarms AS (
            SELECT s.*, date_trunc('milliseconds', s.changed_at) AS begun FROM customer_alert_state s
            WHERE s.status = 'IN_ALARM' AND s.is_told AND s.changed_at > CAST(:now AS timestamptz) - interval '30 days'
                AND EXISTS (SELECT FROM webhook w WHERE w.created_at < s.changed_at
                    AND (w.archived_at IS NULL OR w.archived_at > s.changed_at + interval '1 hour')))
        SELECT NULL::uuid AS invoice_id, 'customer ' || customer_id || ' is in alarm by alert ' || alert_id || ' for '
            || part_values || ' since ' || begun || ', and '
            || coalesce('the last that was told is ' || type || ' of ' || said_at, 'nothing was told') AS detail
        FROM (SELECT DISTINCT ON (a.customer_id, a.alert_id, a.part) a.customer_id, a.alert_id, a.part_values, a.begun,
                m.type, m.said_at, m.is_end
            FROM alarms a LEFT JOIN said m ON m.customer_id = a.customer_id AND m.alert_id = a.alert_id
                AND CASE WHEN a.part = '' THEN NOT jsonb_exists(m.p, 'custom_field_filters')
                    ELSE NOT EXISTS (SELECT FROM jsonb_each_text(a.part_values) v
                        WHERE v.value IS DISTINCT FROM m.p ->> v.key
                            AND (m.p -> 'seat_filter' ->> 'seat_group_value') IS DISTINCT FROM v.value
                            AND NOT coalesce(m.p -> 'group_values', '[]')
                                @> jsonb_build_array(jsonb_build_object('key', v.key, 'value', v.value))
                            AND NOT coalesce(m.p -> 'custom_field_filters', '[]')
                                @> jsonb_build_array(jsonb_build_object('key', v.key, 'value', v.value)))
                    END
            ORDER BY a.customer_id, a.alert_id, a.part, m.id DESC NULLS LAST) last
        WHERE said_at IS DISTINCT FROM begun OR is_end
        """.formatted(SAID);

    /**
     * Between two ends somebody who listened all the while heard of an alarm. A reset forgets the status and has it told again,
     * at the same instant where the clock stands.
     */
    private static final String ONCE = """
        WITH %s, in_order AS (
            SELECT s.*, lag(type) OVER w AS before, lag(said_at) OVER w AS before_at FROM said s
            WINDOW w AS (PARTITION BY customer_id, alert_id, %s ORDER BY id))
        SELECT NULL::uuid AS invoice_id, 'customer ' || customer_id || CASE WHEN is_end
            THEN ' was told twice that alert ' || alert_id || ' is over, at ' || before_at || ' and at ' || said_at
            ELSE ' was told twice of alert ' || alert_id || ' at ' || said_at END AS detail
        FROM in_order
        WHERE type = before AND (is_end OR said_at = before_at)
            AND EXISTS (SELECT FROM webhook w WHERE w.created_at <= before_at
                AND (w.archived_at IS NULL OR w.archived_at > said_at + interval '1 hour'))
            AND NOT EXISTS (SELECT FROM audit_entry r WHERE r.action = 'reset_alert'
                AND r.resource_id = alert_id::text AND date_trunc('milliseconds', r.at) = said_at)
        """.formatted(SAID, PART);

    /** Two servers' clocks may differ: less than an hour between an archiving and a message says nothing of the order. */
    private static final String ARCHIVED = """
        WITH %s SELECT NULL::uuid AS invoice_id, 'alert ' || a.id || ' was archived at ' || a.archived_at
            || ', and told customer ' || said.customer_id || ' of it at ' || said_at AS detail
        FROM said JOIN customer_alert a ON a.id = said.alert_id WHERE said_at > a.archived_at + interval '1 hour'
        """.formatted(SAID);

    @Override
    public String subject() {
        return "alerts";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("a_status_fits_its_alert", STATES, OF_ITS_ALERT),
                new Check(
                        "an_alarm_is_the_last_that_was_told_of_its_alert",
                        STATES + " WHERE status = 'IN_ALARM' AND is_told",
                        LAST_WORD),
                new Check("a_crossing_and_its_end_are_told_once", MESSAGES, ONCE),
                new Check("an_archived_alert_tells_nothing", MESSAGES, ARCHIVED));
    }
}
