package io.downbeat.delivery.engine.opening;

import io.downbeat.delivery.Frozen;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes new deliveries, hundreds in one statement: a month's end finalizes more than a thousand invoices a second. */
class NewDeliveryStore {
    private static final String INSERT = """
        INSERT INTO delivery (id, invoice_id, customer_id, contract_id, configuration_id, delivery_method_id, provider,
            method, account_key, order_key, payload, payload_sha256, total, credit_type_id, state, reason,
            next_attempt_at, deadline_at, turn, created_at, changed_at, configuration_customer_id, may_exist,
            last_send_at)
        SELECT n.id, n.invoice, n.customer, n.contract, n.configuration, n.delivery_method, n.provider, n.method,
            n.account, n.order_key, n.payload, sha256(n.payload), n.total, n.credit_type, n.state, n.reason,
            coalesce(n.due_at, :now), n.deadline_at,
            greatest(last.turn, round.turn, 0)
                + row_number() OVER (PARTITION BY n.account, n.customer ORDER BY n.id) - 1,
            :now, :now, n.configuration_customer,
            copy.restored_at IS NOT NULL, copy.restored_at
        FROM unnest(CAST(:ids AS uuid[]), CAST(:invoices AS uuid[]), CAST(:customers AS uuid[]),
            CAST(:contracts AS uuid[]), CAST(:configurations AS uuid[]), CAST(:deliveryMethods AS uuid[]),
            CAST(:providers AS text[]), CAST(:methods AS text[]), CAST(:accounts AS text[]), CAST(:orderKeys AS text[]),
            CAST(:payloads AS bytea[]), CAST(:totals AS numeric[]), CAST(:creditTypes AS uuid[]),
            CAST(:states AS text[]), CAST(:reasons AS text[]), CAST(:dueAt AS timestamptz[]),
            CAST(:deadlines AS timestamptz[]), CAST(:configurationCustomers AS uuid[]))
            AS n(id, invoice, customer, contract, configuration, delivery_method, provider, method, account, order_key,
                payload, total, credit_type, state, reason, due_at, deadline_at, configuration_customer)
            LEFT JOIN LATERAL (
                SELECT CASE WHEN l.state = 'PENDING' THEN l.turn + 1 END AS turn FROM delivery l
                WHERE l.customer_id = n.customer AND l.account_key = n.account
                ORDER BY l.customer_id, l.id DESC LIMIT 1) last ON true
            LEFT JOIN LATERAL (
                SELECT f.turn FROM delivery f
                WHERE f.account_key = n.account AND f.state = 'PENDING'
                ORDER BY f.account_key, f.turn, f.id LIMIT 1) round ON true
            CROSS JOIN LATERAL (
                SELECT CASE WHEN n.provider IN ('STRIPE', 'NETSUITE') AND n.payload IS NOT NULL THEN %s END
                    AS restored_at) copy
        """.formatted(RestoredCopy.RESTORED_AT);
    private final JdbcClient database;

    NewDeliveryStore(JdbcClient database) {
        this.database = database;
    }

    void insert(List<NewDelivery> all, Instant now) {
        database.sql(INSERT)
                .param("ids", Rows.array(all, each -> each.id().value()))
                .param("invoices", Rows.array(all, each -> each.invoice().value()))
                .param("customers", Rows.array(all, each -> each.customer().value()))
                .param("contracts", Rows.array(all, each -> each.contract().value()))
                .param(
                        "configurations",
                        Rows.array(
                                all, each -> each.destination().configuration().value()))
                .param(
                        "deliveryMethods",
                        Rows.array(
                                all, each -> each.destination().deliveryMethod().value()))
                .param(
                        "providers",
                        Rows.texts(all, each -> each.destination().provider().name()))
                .param(
                        "methods",
                        Rows.texts(all, each -> each.destination().method().name()))
                .param("accounts", Rows.texts(all, each -> each.destination().accountKey()))
                .param(
                        "orderKeys",
                        ofDeliverable(all, (each, goes) -> each.destination().orderKey(goes)))
                .param("payloads", all.stream().map(NewDeliveryStore::payload).toArray(byte[][]::new))
                .param("totals", Rows.texts(all, each -> each.total().value().toPlainString()))
                .param(
                        "creditTypes",
                        Rows.array(all, each -> each.total().unit().id()))
                .param("states", Rows.texts(all, each -> each.state().name()))
                .param("reasons", Rows.texts(all, NewDelivery::reason))
                .param("dueAt", ofDeliverable(all, (each, goes) -> text(goes.dueAt())))
                .param("deadlines", ofDeliverable(all, (each, goes) -> text(goes.deadlineAt())))
                .param(
                        "configurationCustomers",
                        Rows.array(all, each -> each.account().value()))
                .param("now", Rows.at(now))
                .update();
    }

    private static byte @Nullable [] payload(NewDelivery delivery) {
        Frozen.Deliverable goes = delivery.deliverable();
        return goes == null ? null : goes.payload();
    }

    private static String[] ofDeliverable(
            List<NewDelivery> all, BiFunction<NewDelivery, Frozen.Deliverable, @Nullable String> part) {
        return Rows.texts(all, each -> {
            Frozen.Deliverable goes = each.deliverable();
            return goes == null ? null : part.apply(each, goes);
        });
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
