package io.downbeat.verification;

import java.util.List;

/**
 * What must hold of the outbox of webhooks: what was to be told is there once, and goes to whoever listened. Messages that were
 * taken are forgotten after 35 days, so what has to be there is looked for over the last 30.
 */
class MessageChecks implements Checks {
    private static final String ALL = "SELECT count(*) FROM webhook_message";
    private static final String RECENT = "> CAST(:now AS timestamptz) - interval '30 days'";

    /** Somebody listened all the while around an instant; an hour of difference between clocks says nothing. */
    private static final String LISTENED = """
        EXISTS (SELECT FROM webhook w WHERE w.created_at < %1$s
            AND (w.archived_at IS NULL OR w.archived_at > %1$s + interval '1 hour'))
        """;

    private static final String FIRED = "SELECT count(*) FROM lifecycle_message WHERE fired_at IS NOT NULL";

    /** A message says the instant of its event, to the millisecond, whenever it was told. An edit's has no name of its own. */
    private static final String EVENTS = """
        WITH fired AS (
            SELECT m.customer_id, m.entity_id, m.event_type AS type, date_trunc('milliseconds', m.event_at) AS event_at,
                CASE WHEN m.event_type LIKE '%%.segment.%%' THEN m.part_id END AS segment_id,
                CASE WHEN c.offset_given IS NOT NULL THEN c.id END AS offset_id,
                count(*) AS events, count(*) FILTER (WHERE m.fired_at %1$s AND %2$s) AS heard
            FROM lifecycle_message m JOIN lifecycle_configuration c ON c.id = m.configuration_id
            WHERE m.fired_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6),
        said AS (
            SELECT (b ->> 'customer_id')::uuid AS customer_id,
                (b ->> (split_part(type, '.', 1) || '_id'))::uuid AS entity_id, type,
                (b ->> 'timestamp')::timestamptz AS event_at, (b ->> 'segment_id')::uuid AS segment_id,
                (b ->> 'offset_id')::uuid AS offset_id, count(*) AS messages
            FROM (SELECT n.type, n.body::jsonb AS b FROM notification n
                WHERE split_part(n.type, '.', 1) IN ('contract', 'commit', 'credit')) n
            GROUP BY 1, 2, 3, 4, 5, 6)
        SELECT NULL::uuid AS invoice_id, coalesce(f.type, s.type) || ' of ' || coalesce(f.entity_id, s.entity_id)
            || ' at ' || coalesce(f.event_at, s.event_at) || ' was to be told ' || coalesce(f.events, 0)
            || ' times, and ' || coalesce(s.messages, 0) || ' messages tell of it' AS detail
        FROM fired f FULL JOIN said s ON s.customer_id = f.customer_id AND s.entity_id = f.entity_id AND s.type = f.type
            AND s.event_at = f.event_at
            AND coalesce(s.segment_id::text, '') = coalesce(f.segment_id::text, '')
            AND coalesce(s.offset_id::text, '') = coalesce(f.offset_id::text, '')
        WHERE coalesce(s.messages, 0) > coalesce(f.events, 0) OR coalesce(s.messages, 0) < f.heard
        """.formatted(RECENT, LISTENED.formatted("m.fired_at"));

    private static final String FINALIZED = """
        SELECT i.id AS invoice_id, 'was finalized, and ' || count(n.invoice_id) || ' messages tell of it' AS detail
        FROM invoice i LEFT JOIN (SELECT (body::jsonb -> 'properties' ->> 'invoice_id')::uuid AS invoice_id
            FROM notification WHERE type = 'invoice.finalized') n ON n.invoice_id = i.id
        WHERE i.finalized_at >= :from AND i.finalized_at < :until AND NOT i.historical
        GROUP BY i.customer_id, i.id
        HAVING count(n.invoice_id) > 1 OR count(n.invoice_id) = 0 AND i.finalized_at %s AND %s
        """.formatted(RECENT, LISTENED.formatted("i.finalized_at"));

    /** One that cannot be told is put off; one that is due longer than an hour was passed over. */
    private static final String FORGOTTEN = """
        SELECT NULL::uuid AS invoice_id, event_type || ' of ' || entity_id || ' was to be told at ' || fire_at
            || ', and was not' AS detail
        FROM lifecycle_message WHERE fired_at IS NULL AND fire_at < CAST(:now AS timestamptz) - interval '1 hour'
        """;

    private static final String ORDER = """
        SELECT NULL::uuid AS invoice_id, event_type || ' of ' || entity_id || CASE WHEN fired_at < fire_at
            THEN ' was told at ' || fired_at || ', before its moment ' || fire_at
            ELSE ' that was due at ' || fire_at || ' was told at ' || fired_at || ', after what was due later' END AS detail
        FROM (SELECT m.*, min(fired_at) OVER (PARTITION BY customer_id, entity_id ORDER BY fire_at DESC, position DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later
            FROM lifecycle_message m WHERE fired_at IS NOT NULL) m
        WHERE fired_at < fire_at OR later < fired_at - interval '1 hour'
        """;

    private static final String FROZEN = """
        SELECT NULL::uuid AS invoice_id, 'notification ' || n.id || ' of type ' || n.type || CASE
            WHEN m.notification_id IS NULL THEN ' goes to nobody'
            ELSE ' says that it is ' || coalesce(n.body::jsonb ->> 'id', 'nothing') || ' of type '
                || coalesce(n.body::jsonb ->> 'type', 'none') END AS detail
        FROM notification n LEFT JOIN LATERAL (SELECT m.notification_id FROM webhook_message m
            WHERE m.notification_id = n.id LIMIT 1) m ON true
        WHERE m.notification_id IS NULL
            OR (n.body::jsonb ->> 'id', n.body::jsonb ->> 'type') IS DISTINCT FROM (n.id::text, n.type)
        """;

    private static final String ATTEMPTS = """
        SELECT NULL::uuid AS invoice_id, 'notification ' || m.notification_id || ' to webhook ' || m.webhook_id || CASE
            WHEN m.attempts <> a.made THEN ' counts ' || m.attempts || ' requests, and ' || a.made || ' are noted'
            ELSE ' is delivered, and no request was taken' END AS detail
        FROM webhook_message m CROSS JOIN LATERAL (SELECT count(*) AS made,
                coalesce(bool_or(status BETWEEN 200 AND 299), false) AS was_taken
            FROM webhook_attempt a WHERE a.webhook_id = m.webhook_id AND a.notification_id = m.notification_id) a
        WHERE m.attempts <> a.made OR m.state = 'DELIVERED' AND NOT a.was_taken
        """;

    @Override
    public String subject() {
        return "messages";
    }

    @Override
    public List<Check> all() {
        return List.of(
                new Check("what_was_told_of_an_event_is_in_the_outbox_once", FIRED, EVENTS),
                new Check(
                        "a_finalized_invoice_is_told_of_once",
                        "SELECT count(*) FROM notification WHERE type = 'invoice.finalized'",
                        FINALIZED),
                new Check("nothing_that_is_due_is_left_untold", "SELECT count(*) FROM lifecycle_message", FORGOTTEN),
                new Check("events_are_told_in_the_order_of_their_moments", FIRED, ORDER),
                new Check("a_notification_is_as_it_was_written", "SELECT count(*) FROM notification", FROZEN),
                new Check("what_a_webhook_took_was_sent_to_it", ALL, ATTEMPTS));
    }
}
