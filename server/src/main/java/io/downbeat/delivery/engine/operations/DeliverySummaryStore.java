package io.downbeat.delivery.engine.operations;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.engine.DeliveryRows;
import io.downbeat.delivery.engine.operations.ReadDeliveries.Unreadable;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.DeliveryMethodId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads deliveries without what they send. */
final class DeliverySummaryStore {
    /** All but the payload, which is large. */
    private static final String ROWS = """
        SELECT id, customer_id, invoice_id, delivery_method_id, state, purpose, fence, provider_ref, external_status, total,
            credit_type_id, first_send_at, last_send_at, created_at, changed_at,
            EXISTS (SELECT FROM delivery_action a
                WHERE a.customer_id = delivery.customer_id AND a.delivery_id = delivery.id AND a.action = 'resolve'
                    AND a.detail = delivery.provider_ref) AS is_bound_by_hand
        FROM delivery
        """;

    private static final String SENT = ROWS + """
        WHERE first_send_at >= :from AND first_send_at < :until ORDER BY id
        """;
    private static final String CUT = """
        SELECT first_send_at FROM delivery WHERE first_send_at >= :from AND first_send_at < :until
        ORDER BY first_send_at, id OFFSET :rows LIMIT 1
        """;
    private static final String NAMED = ROWS + "WHERE id = ANY(:deliveries) OR invoice_id = ANY(:invoices)";
    private static final String LOCK = ROWS + "WHERE customer_id = :customer AND id = :id FOR UPDATE";

    private final JdbcClient database;

    DeliverySummaryStore(JdbcClient database) {
        this.database = database;
    }

    /** Those whose first request left in the interval. */
    ReadDeliveries sent(Instant from, Instant until) {
        return read(database.sql(SENT).param("from", Rows.at(from)).param("until", Rows.at(until)));
    }

    /** When the first request left of the one behind so many of the interval; empty if there are no more than that. */
    Optional<Instant> sentBehind(Instant from, Instant until, int rows) {
        return database.sql(CUT)
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .param("rows", rows)
                .query((row, number) -> Rows.instant(row, "first_send_at"))
                .optional();
    }

    ReadDeliveries named(NamedDeliveries named) {
        return read(database.sql(NAMED)
                .param(
                        "deliveries",
                        named.deliveries().stream().map(DeliveryId::value).toArray(UUID[]::new))
                .param(
                        "invoices",
                        named.invoices().stream().map(InvoiceId::value).toArray(UUID[]::new)));
    }

    private static ReadDeliveries read(JdbcClient.StatementSpec query) {
        List<DeliverySummary> rows = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        query.query(row -> {
            try {
                rows.add(row(row));
            } catch (SQLException | RuntimeException failure) {
                unreadable.add(new Unreadable(
                        new DeliveryId(Rows.uuid(row, "id")),
                        new InvoiceId(Rows.uuid(row, "invoice_id")),
                        new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                        failure.toString()));
            }
        });
        return new ReadDeliveries(rows, unreadable);
    }

    Optional<DeliverySummary> lock(CustomerId customer, DeliveryId id) {
        return database.sql(LOCK)
                .param("customer", customer.value())
                .param("id", id.value())
                .query((row, number) -> row(row))
                .optional();
    }

    private static DeliverySummary row(ResultSet row) throws SQLException {
        Instant created = Rows.instant(row, "created_at");
        Instant first = Rows.optionalInstant(row, "first_send_at");
        Instant last = Rows.optionalInstant(row, "last_send_at");
        return new DeliverySummary(
                new DeliveryId(Rows.uuid(row, "id")),
                new CustomerId(Rows.uuid(row, "customer_id")),
                new InvoiceId(Rows.uuid(row, "invoice_id")),
                new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                DeliveryRows.total(row),
                Purpose.valueOf(Rows.text(row, "purpose")),
                DeliveryState.valueOf(Rows.text(row, "state")),
                row.getLong("fence"),
                row.getString("provider_ref"),
                row.getString("external_status"),
                row.getBoolean("is_bound_by_hand"),
                new DeliverySummary.Times(
                        created,
                        first == null ? created : first,
                        first == null || last == null ? created : last,
                        Rows.instant(row, "changed_at")));
    }
}
