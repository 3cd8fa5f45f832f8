package io.downbeat.connectors.stripe;

import io.downbeat.platform.db.Rows;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which of Stripe's events were taken. */
class StripeEventStore {
    private static final String KNOWN = """
        SELECT EXISTS (SELECT 1 FROM stripe_event WHERE delivery_method_id = :method AND event_id = :event)
        """;
    private static final String TAKE = """
        INSERT INTO stripe_event (delivery_method_id, event_id, type, received_at)
        VALUES (:method, :event, :type, :now) ON CONFLICT DO NOTHING
        """;
    private static final String OLDEST = "SELECT received_at FROM stripe_event ORDER BY received_at LIMIT 1";
    private static final String FORGET = """
        DELETE FROM stripe_event WHERE (delivery_method_id, event_id) IN
            (SELECT delivery_method_id, event_id FROM stripe_event WHERE received_at <= :until
             ORDER BY received_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        """;
    private static final String REAL_TIME = "SELECT clock_timestamp()";

    private final JdbcClient database;

    StripeEventStore(JdbcClient database) {
        this.database = database;
    }

    boolean isKnown(DeliveryMethodId method, String event) {
        return database.sql(KNOWN)
                .param("method", method.value())
                .param("event", event)
                .query(Boolean.class)
                .single();
    }

    /** @return whether this is the first time */
    boolean take(DeliveryMethodId method, String event, String type, Instant now) {
        return database.sql(TAKE)
                        .param("method", method.value())
                        .param("event", event)
                        .param("type", type)
                        .param("now", Rows.at(now))
                        .update()
                == 1;
    }

    Optional<Instant> oldest() {
        return database.sql(OLDEST).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    /** @return how many of those taken at or before the instant are gone now, oldest first */
    int forget(Instant until, int limit) {
        return database.sql(FORGET)
                .param("until", Rows.at(until))
                .param("limit", limit)
                .update();
    }

    Instant realTime() {
        return database.sql(REAL_TIME).query(OffsetDateTime.class).single().toInstant();
    }
}
