package io.downbeat.reconciliation;

import io.downbeat.delivery.DeliveryState;
import io.downbeat.outbound.Account;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What reconciling reads of deliveries, and the plans it leaves behind. */
final class ReconcileStore {
    private static final String ACCOUNTS = """
        SELECT id, billing_provider, delivery_method, account_key FROM delivery_method
        WHERE CAST(:id AS uuid) IS NULL OR id = :id ORDER BY id
        """;
    /** All but the payload, which is large. */
    private static final String ROWS = """
        SELECT id, invoice_id, delivery_method_id, state, fence, provider_ref, external_status, total, first_send_at,
            last_send_at, created_at, changed_at
        FROM delivery
        """;

    private static final String SENT = ROWS + """
        WHERE first_send_at >= :from AND first_send_at < :until ORDER BY id
        """;
    private static final String NAMED = ROWS + "WHERE id = ANY(:ids) OR invoice_id = ANY(:ids)";
    private static final String LOCK = ROWS + "WHERE id = :id FOR UPDATE";
    private static final String CUSTOMERS = """
        SELECT i.id, c.name FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE i.id = ANY(:ids)
        """;
    private static final String IS_VOID = """
        SELECT status = 'VOID' FROM invoice WHERE id = :id
        """;
    private static final String KEEP = """
        INSERT INTO reconcile_plan (id, created_at, expires_at) VALUES (:id, :now, :expires)
        """;
    private static final String KEEP_STEP = """
        INSERT INTO reconcile_step (plan_id, n, finding, action, account_key, delivery_id, provider_ref, explanation,
            seen_fence, seen_state)
        VALUES (:plan, :n, :finding, :action, :account, :delivery, :ref, :explanation, :fence, :state)
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
    /** The engine asks the provider first: the row says that something may exist. The fence ends any claim. */
    private static final String ASK_AGAIN = """
        UPDATE delivery SET state = 'UNKNOWN', reason = :reason, may_exist = true, fence = fence + 1, failures = 0,
            trying_since = NULL, next_attempt_at = :now, changed_at = :now,
            purpose = CASE WHEN :withdraw THEN 'WITHDRAW' ELSE purpose END
        WHERE id = :id
        """;

    private static final String NOTE = """
        INSERT INTO delivery_action (id, delivery_id, action, detail, state_before, acted_at)
        VALUES (:id, :delivery, :action, :detail, :before, :now)
        """;

    record Step(
            int n,
            Difference.Kind finding,
            RepairAction action,
            @Nullable UUID delivery,
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

    List<Account> accounts(@Nullable UUID only) {
        return database.sql(ACCOUNTS)
                .param("id", only, Types.OTHER)
                .query((row, number) -> new Account(
                        new DeliveryMethodId(Rows.uuid(row, "id")),
                        BillingProvider.fromWire(Rows.text(row, "billing_provider")),
                        DeliveryMethodType.fromWire(Rows.text(row, "delivery_method")),
                        Rows.text(row, "account_key")))
                .list();
    }

    /**
     * Deliveries as they could be read.
     *
     * @param unreadable those that nobody can make sense of; each keeps no other from being compared
     */
    record Deliveries(List<DeliveredRow> rows, List<Unreadable> unreadable) {}

    record Unreadable(UUID id, UUID invoice, UUID account, String why) {}

    /** Those whose first request left in the interval. */
    Deliveries sent(Instant from, Instant until) {
        return read(database.sql(SENT).param("from", Rows.at(from)).param("until", Rows.at(until)));
    }

    /** Those that the ids name, of deliveries or of invoices. */
    Deliveries named(Collection<UUID> named) {
        return read(database.sql(NAMED).param("ids", named.toArray(UUID[]::new)));
    }

    private static Deliveries read(JdbcClient.StatementSpec query) {
        List<DeliveredRow> rows = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        query.query(row -> {
            try {
                rows.add(row(row));
            } catch (SQLException | RuntimeException failure) {
                unreadable.add(new Unreadable(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "invoice_id"),
                        Rows.uuid(row, "delivery_method_id"),
                        failure.toString()));
            }
        });
        return new Deliveries(rows, unreadable);
    }

    Optional<DeliveredRow> lock(UUID id) {
        return database.sql(LOCK)
                .param("id", id)
                .query((row, number) -> row(row))
                .optional();
    }

    /** The names of whom the invoices bill. */
    Map<UUID, String> customers(Collection<UUID> invoices) {
        Map<UUID, String> names = new HashMap<>();
        database.sql(CUSTOMERS)
                .param("ids", invoices.toArray(UUID[]::new))
                .query((row, number) -> names.put(Rows.uuid(row, "id"), Rows.text(row, "name")))
                .list();
        return names;
    }

    boolean isVoid(UUID invoice) {
        return database.sql(IS_VOID)
                .param("id", invoice)
                .query(Boolean.class)
                .optional()
                .orElse(false);
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

    void keepStep(UUID plan, int n, Difference difference, @Nullable DeliveredRow seen) {
        database.sql(KEEP_STEP)
                .param("plan", plan)
                .param("n", n)
                .param("finding", difference.kind().name())
                .param("action", difference.action().name())
                .param("account", difference.account())
                .param("delivery", difference.deliveryId(), Types.OTHER)
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
                        Rows.optionalUuid(row, "delivery_id"),
                        row.getString("provider_ref"),
                        row.getObject("seen_fence", Long.class),
                        row.getString("seen_state"),
                        row.getBoolean("applied")))
                .list();
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

    void askAgain(DeliveredRow row, boolean withdraw, String reason, Instant now) {
        database.sql(ASK_AGAIN)
                .param("id", row.id())
                .param("withdraw", withdraw)
                .param("reason", reason)
                .param("now", Rows.at(now))
                .update();
    }

    void note(DeliveredRow before, RepairAction action, String detail, Instant now) {
        database.sql(NOTE)
                .param("id", ids.next())
                .param("delivery", before.id())
                .param("action", action.historyName())
                .param("detail", detail)
                .param("before", before.state().name())
                .param("now", Rows.at(now))
                .update();
    }

    private static DeliveredRow row(ResultSet row) throws SQLException {
        Instant created = Rows.instant(row, "created_at");
        Instant first = Rows.optionalInstant(row, "first_send_at");
        Instant last = Rows.optionalInstant(row, "last_send_at");
        return new DeliveredRow(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "invoice_id"),
                Rows.uuid(row, "delivery_method_id"),
                DeliveryState.valueOf(Rows.text(row, "state")),
                row.getLong("fence"),
                row.getString("provider_ref"),
                row.getString("external_status"),
                row.getBigDecimal("total"),
                created,
                first == null ? created : first,
                last == null ? created : last,
                Rows.instant(row, "changed_at"));
    }
}
