package io.downbeat.connectors.stripe;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which deliveries are to be swept. */
class StripeSweepStore {
    private static final String NEXT = "SELECT due_at FROM stripe_sweep ORDER BY due_at LIMIT 1";
    private static final String CLAIM = """
        UPDATE stripe_sweep SET due_at = :again
        WHERE (customer_id, delivery_id) IN
            (SELECT customer_id, delivery_id FROM stripe_sweep WHERE due_at <= :now
             ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        RETURNING customer_id, delivery_id
        """;
    private static final String DONE = """
        DELETE FROM stripe_sweep WHERE customer_id = :customer AND delivery_id = :delivery AND due_at = :claimed
        """;

    private final JdbcClient database;

    StripeSweepStore(JdbcClient database) {
        this.database = database;
    }

    record Due(CustomerId customer, DeliveryId delivery) {}

    Optional<Instant> next() {
        return database.sql(NEXT).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    /** @param again when they fall due once more unless they are done by then; also what tells this claim from a later one */
    List<Due> claim(Instant now, Instant again, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("again", Rows.at(again))
                .param("limit", limit)
                .query((row, number) -> new Due(
                        new CustomerId(Rows.uuid(row, "customer_id")), new DeliveryId(Rows.uuid(row, "delivery_id"))))
                .list();
    }

    /** Unless the delivery moved meanwhile and is to be swept anew. */
    void done(Due done, Instant claimed) {
        database.sql(DONE)
                .param("customer", done.customer().value())
                .param("delivery", done.delivery().value())
                .param("claimed", Rows.at(claimed))
                .update();
    }
}
