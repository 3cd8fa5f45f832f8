package io.downbeat.connectors.stripe;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which deliveries are to be swept. */
class StripeSweepStore {
    private static final String NEXT = "SELECT due_at FROM stripe_sweep ORDER BY due_at LIMIT 1";
    private static final String CLAIM = """
        UPDATE stripe_sweep SET due_at = :again
        WHERE delivery_id IN
            (SELECT delivery_id FROM stripe_sweep WHERE due_at <= :now
             ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        RETURNING delivery_id
        """;
    private static final String DONE = "DELETE FROM stripe_sweep WHERE delivery_id = :id AND due_at = :claimed";
    private final JdbcClient database;

    StripeSweepStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> next() {
        return database.sql(NEXT).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    /** @param again when they fall due once more unless they are done by then; also what tells this claim from a later one */
    List<DeliveryId> claim(Instant now, Instant again, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("again", Rows.at(again))
                .param("limit", limit)
                .query((row, number) -> new DeliveryId(row.getObject("delivery_id", UUID.class)))
                .list();
    }

    /** Unless the delivery moved meanwhile and is to be swept anew. */
    void done(DeliveryId delivery, Instant claimed) {
        database.sql(DONE)
                .param("id", delivery.value())
                .param("claimed", Rows.at(claimed))
                .update();
    }
}
