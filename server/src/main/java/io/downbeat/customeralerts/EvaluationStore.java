package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When which customer is evaluated. */
final class EvaluationStore {
    private static final String CHANGED = """
        INSERT INTO customer_alert_change (customer_id, trigger, due_at)
        SELECT customer_id, :trigger, :due FROM unnest(:customers::uuid[]) AS c (customer_id)
        WHERE EXISTS (SELECT FROM customer_alert a WHERE a.customer_id IS NULL AND a.archived_at IS NULL)
            OR EXISTS (SELECT FROM customer_alert a WHERE a.customer_id = c.customer_id AND a.archived_at IS NULL)
        """;
    static final String NEXT = """
        SELECT least((SELECT min(due_at) FROM customer_alert_change),
            (SELECT min(next_look_at) FROM customer_alert_look WHERE next_look_at IS NOT NULL)) AS next
        """;
    // More than are taken, because another server may be at the first ones.
    static final String DUE = """
        SELECT customer_id FROM (SELECT customer_id FROM customer_alert_change
            WHERE due_at <= :now ORDER BY due_at LIMIT :most) AS changed
        UNION
        SELECT customer_id FROM (SELECT customer_id FROM customer_alert_look
            WHERE next_look_at <= :now ORDER BY next_look_at LIMIT :most) AS waiting
        """;
    private static final String MAKE_ROWS = """
        INSERT INTO customer_alert_look (customer_id)
        SELECT customer_id FROM unnest(:customers::uuid[]) AS c (customer_id) ORDER BY customer_id
        ON CONFLICT DO NOTHING
        """;
    private static final String CLAIM = """
        SELECT customer_id FROM customer_alert_look WHERE customer_id = ANY (:customers::uuid[])
        ORDER BY customer_id LIMIT :most FOR UPDATE SKIP LOCKED
        """;
    private static final String TAKE_CHANGES = """
        DELETE FROM customer_alert_change WHERE customer_id = ANY (:customers::uuid[]) AND due_at <= :now
        RETURNING customer_id, trigger
        """;
    private static final String HOLD = "SELECT FROM customer_alert_look WHERE customer_id = :customer FOR UPDATE";
    private static final String PLAN = """
        UPDATE customer_alert_look l SET next_look_at = n.next_look_at
        FROM unnest(:customers::uuid[], :moments::timestamptz[]) AS n (customer_id, next_look_at)
        WHERE l.customer_id = n.customer_id AND l.next_look_at IS DISTINCT FROM n.next_look_at
        """;
    // Who was named before is named again: there is something new to find since.
    private static final String SPREAD = """
        INSERT INTO customer_alert_spread (alert_id, due_at) VALUES (:alert, :due)
        ON CONFLICT (alert_id) DO UPDATE SET after_customer = NULL
        """;
    private static final String NEXT_SPREAD = "SELECT min(due_at) AS next FROM customer_alert_spread";
    private static final String CLAIM_SPREAD = """
        SELECT alert_id, after_customer FROM customer_alert_spread WHERE due_at <= :now
        ORDER BY due_at, alert_id LIMIT 1 FOR UPDATE SKIP LOCKED
        """;
    private static final String SPREAD_ON =
            "UPDATE customer_alert_spread SET after_customer = :after WHERE alert_id = :alert";
    private static final String SPREAD_OVER = "DELETE FROM customer_alert_spread WHERE alert_id = :alert";

    /**
     * A transaction that was running when an alert was made did not see it, and changed what is evaluated without saying so. It
     * has ended by the time of a second evaluation.
     */
    private static final Duration SECOND_EVALUATION = Duration.ofMinutes(1);

    private static final int CANDIDATES = 4;

    /** An alert that customers are being named to, and the last one that was. */
    record Spread(AlertId alert, @Nullable CustomerId after) {}

    private final JdbcClient database;

    EvaluationStore(JdbcClient database) {
        this.database = database;
    }

    /** Has those of the customers evaluated that any alert is about; in the running transaction, and waiting for nobody. */
    void changed(Collection<CustomerId> customers, Trigger trigger, Instant now) {
        if (!customers.isEmpty()) {
            database.sql(CHANGED)
                    .param("customers", Rows.array(customers, CustomerId::value))
                    .param("trigger", trigger.name())
                    .param("due", Rows.at(now))
                    .update();
        }
    }

    /** Has them evaluated because of an alert that is new to them. */
    void alerted(Collection<CustomerId> customers, Instant now) {
        changed(customers, Trigger.USAGE, now);
        changed(customers, Trigger.USAGE, now.plus(SECOND_EVALUATION));
    }

    Optional<Instant> next() {
        return moment(NEXT);
    }

    private Optional<Instant> moment(String sql) {
        return database.sql(sql)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    /** Who is due, the longest first; some may be evaluated by another server. */
    List<CustomerId> due(Instant now, int most) {
        return database.sql(DUE)
                .param("now", Rows.at(now))
                .param("most", most)
                .query((row, number) -> new CustomerId(Rows.uuid(row, "customer_id")))
                .list();
    }

    /** Those that no other server evaluates, held until the transaction ends. */
    List<CustomerId> claim(Collection<CustomerId> due, int most) {
        if (due.isEmpty()) {
            return List.of();
        }
        database.sql(MAKE_ROWS)
                .param("customers", Rows.array(due, CustomerId::value))
                .update();
        return database.sql(CLAIM)
                .param("customers", Rows.array(due, CustomerId::value))
                .param("most", most)
                .query((row, number) -> new CustomerId(Rows.uuid(row, "customer_id")))
                .list();
    }

    List<CustomerId> claimDue(Instant now, int most) {
        return claim(due(now, CANDIDATES * most), most);
    }

    /** Waits for whoever evaluates the customer. */
    void hold(CustomerId customer) {
        database.sql(HOLD).param("customer", customer.value()).query(row -> {});
    }

    /** Takes away what changed, with its trigger; usage stands before anything else. */
    Map<CustomerId, Trigger> takeChanges(Collection<CustomerId> customers, Instant now) {
        Map<CustomerId, Trigger> taken = new HashMap<>();
        database.sql(TAKE_CHANGES)
                .param("customers", Rows.array(customers, CustomerId::value))
                .param("now", Rows.at(now))
                .query(row -> {
                    taken.merge(
                            new CustomerId(Rows.uuid(row, "customer_id")),
                            Trigger.valueOf(Rows.text(row, "trigger")),
                            (one, other) ->
                                    Stream.of(one, other).sorted().findFirst().orElseThrow());
                });
        return taken;
    }

    /** @param moments when each is evaluated next if nothing changes before; {@code null} for never */
    void plan(Map<CustomerId, @Nullable Instant> moments) {
        List<Map.Entry<CustomerId, @Nullable Instant>> all = List.copyOf(moments.entrySet());
        database.sql(PLAN)
                .param("customers", Rows.array(all, one -> one.getKey().value()))
                .param(
                        "moments",
                        all.stream()
                                .map(one -> one.getValue() == null
                                        ? null
                                        : one.getValue().toString())
                                .toArray(String[]::new))
                .update();
    }

    /** Names every customer to an alert that is new, or chooses by what has changed for any of them; some at a time. */
    void spread(AlertId alert, Instant now) {
        database.sql(SPREAD)
                .param("alert", alert.value())
                .param("due", Rows.at(now))
                .update();
    }

    Optional<Instant> nextSpread() {
        return moment(NEXT_SPREAD);
    }

    Optional<Spread> claimSpread(Instant now) {
        return database.sql(CLAIM_SPREAD)
                .param("now", Rows.at(now))
                .query((row, number) -> new Spread(
                        new AlertId(Rows.uuid(row, "alert_id")),
                        Optional.ofNullable(Rows.optionalUuid(row, "after_customer"))
                                .map(CustomerId::new)
                                .orElse(null)))
                .optional();
    }

    void spreadTo(AlertId alert, CustomerId last) {
        database.sql(SPREAD_ON)
                .param("alert", alert.value())
                .param("after", last.value())
                .update();
    }

    void spreadOver(AlertId alert) {
        database.sql(SPREAD_OVER).param("alert", alert.value()).update();
    }
}
