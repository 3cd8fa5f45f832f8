package io.downbeat.reconciliation;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The plans that reconciling leaves behind, and what was done of them. */
final class ReconcileStore {
    private static final String KEEP = """
        INSERT INTO reconcile_plan (id, created_at, expires_at) VALUES (:id, :now, :expires)
        """;
    private static final String KEEP_STEP = """
        INSERT INTO reconcile_step (plan_id, n, finding, action, account_key, customer_id, delivery_id, provider_ref,
            explanation, seen_fence, seen_state)
        VALUES (:plan, :n, :finding, :action, :account, :customer, :delivery, :ref, :explanation, :fence, :state)
        """;
    private static final String EXPIRES = "SELECT expires_at FROM reconcile_plan WHERE id = :id FOR UPDATE";
    private static final String STEPS = """
        SELECT s.*, EXISTS (SELECT FROM reconcile_action a
            WHERE a.plan_id = s.plan_id AND a.n = s.n AND a.outcome = 'APPLIED') AS applied
        FROM reconcile_step s WHERE s.plan_id = :id ORDER BY s.n
        """;
    private static final String KEEP_ACTION = """
        INSERT INTO reconcile_action (id, plan_id, n, done_by, outcome, detail, acted_at)
        VALUES (:id, :plan, :n, :by, :outcome, :detail, :now)
        """;

    record Step(
            int n,
            Difference.Kind finding,
            RepairAction action,
            @Nullable CustomerId customer,
            @Nullable DeliveryId delivery,
            @Nullable String providerRef,
            @Nullable Long seenFence,
            @Nullable String seenState,
            boolean applied) {}

    private final JdbcClient database;
    private final Ids ids;

    ReconcileStore(JdbcClient database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    UUID keepPlan(Instant now, Instant expires) {
        UUID id = ids.next();
        database.sql(KEEP)
                .param("id", id)
                .param("now", Rows.at(now))
                .param("expires", Rows.at(expires))
                .update();
        return id;
    }

    void keepStep(UUID plan, int n, Difference difference, @Nullable DeliverySummary seen) {
        database.sql(KEEP_STEP)
                .param("plan", plan)
                .param("n", n)
                .param("finding", difference.kind().name())
                .param("action", difference.action().name())
                .param("account", difference.account())
                .param("customer", seen == null ? null : seen.customer().value(), Types.OTHER)
                .param(
                        "delivery",
                        difference.deliveryId() == null
                                ? null
                                : difference.deliveryId().value(),
                        Types.OTHER)
                .param("ref", difference.providerRef(), Types.VARCHAR)
                .param("explanation", difference.explanation())
                .param("fence", seen == null ? null : seen.fence(), Types.BIGINT)
                .param("state", seen == null ? null : seen.state().name(), Types.VARCHAR)
                .update();
    }

    /** Locks the plan, so that two calls do not apply a step at the same time. */
    Optional<Instant> expiry(UUID plan) {
        return database.sql(EXPIRES)
                .param("id", plan)
                .query((row, number) -> Rows.instant(row, "expires_at"))
                .optional();
    }

    List<Step> steps(UUID plan) {
        return database.sql(STEPS)
                .param("id", plan)
                .query((row, number) -> new Step(
                        row.getInt("n"),
                        Difference.Kind.valueOf(Rows.text(row, "finding")),
                        RepairAction.valueOf(Rows.text(row, "action")),
                        customer(row),
                        delivery(row),
                        row.getString("provider_ref"),
                        row.getObject("seen_fence", Long.class),
                        row.getString("seen_state"),
                        row.getBoolean("applied")))
                .list();
    }

    private static @Nullable DeliveryId delivery(ResultSet row) throws SQLException {
        UUID id = Rows.optionalUuid(row, "delivery_id");
        return id == null ? null : new DeliveryId(id);
    }

    private static @Nullable CustomerId customer(ResultSet row) throws SQLException {
        UUID id = Rows.optionalUuid(row, "customer_id");
        return id == null ? null : new CustomerId(id);
    }

    void keepAction(UUID plan, int n, String by, boolean applied, String detail, Instant now) {
        database.sql(KEEP_ACTION)
                .param("id", ids.next())
                .param("plan", plan)
                .param("n", n)
                .param("by", by)
                .param("outcome", applied ? "APPLIED" : "LEFT_ALONE")
                .param("detail", detail)
                .param("now", Rows.at(now))
                .update();
    }
}
