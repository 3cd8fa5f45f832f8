package io.downbeat.connectors.stripe;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which deliveries are to be swept. */
class StripeSweepStore {
    private static final String NEXT = "SELECT due_at FROM stripe_sweep ORDER BY due_at LIMIT 1";
    private static final String CLAIM = """
        UPDATE stripe_sweep s SET due_at = :again FROM delivery d
        WHERE d.id = s.delivery_id AND s.delivery_id IN
            (SELECT delivery_id FROM stripe_sweep WHERE due_at <= :now
             ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        RETURNING s.delivery_id, d.delivery_method_id
        """;
    private static final String DONE = "DELETE FROM stripe_sweep WHERE delivery_id = :id AND due_at = :claimed";
    private static final String IS_BOUND = """
        SELECT EXISTS (SELECT FROM delivery WHERE account_key = :account AND provider_ref = :ref)
        """;
    /** A delivery to look after. */
    record Due(DeliveryId delivery, DeliveryMethodId method) {}

    private final JdbcClient database;

    StripeSweepStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> next() {
        return database.sql(NEXT).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    /** @param again when they fall due once more unless they are done by then; also what tells this claim from a later one */
    List<Due> claim(Instant now, Instant again, int limit) {
        return database.sql(CLAIM)
                .param("now", utc(now))
                .param("again", utc(again))
                .param("limit", limit)
                .query((row, number) -> new Due(
                        new DeliveryId(row.getObject("delivery_id", UUID.class)),
                        new DeliveryMethodId(row.getObject("delivery_method_id", UUID.class))))
                .list();
    }

    /** Unless the delivery moved meanwhile and is to be swept anew. */
    void done(DeliveryId delivery, Instant claimed) {
        database.sql(DONE)
                .param("id", delivery.value())
                .param("claimed", utc(claimed))
                .update();
    }

    boolean isBound(String accountKey, String ref) {
        return database.sql(IS_BOUND)
                .param("account", accountKey)
                .param("ref", ref)
                .query(Boolean.class)
                .single();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
