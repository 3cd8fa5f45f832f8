package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What of one customer and account was to go out before a delivery, for a provider that keeps their order. */
public class DeliveryOrder {
    /**
     * By account and customer: a delivery that never had a payload has no order key, and holds its group all the same. The
     * methods are those of the partial index.
     */
    private static final String FIRST_BEFORE = """
        SELECT id, state = 'PARKED' AS parked, next_attempt_at, changed_at FROM delivery
        WHERE account_key = :account AND customer_id = :customer AND id < :id
            AND method IN ('AWS_SQS', 'AWS_SNS') AND purpose = 'DELIVER'
            AND state IN ('PENDING', 'CLAIMED', 'SENDING', 'UNKNOWN', 'RETRY_WAIT', 'PARKED')
        ORDER BY id LIMIT 1
        """;

    private final JdbcClient database;

    protected DeliveryOrder(JdbcClient database) {
        this.database = database;
    }

    /**
     * An older delivery that has not gone out.
     *
     * @param since when it came to its present state
     */
    public record Unfinished(DeliveryId id, boolean isParked, Instant nextAttemptAt, Instant since) {}

    public Optional<Unfinished> firstBefore(Delivery delivery) {
        return database.sql(FIRST_BEFORE)
                .param("account", delivery.accountKey())
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .query((row, number) -> new Unfinished(
                        new DeliveryId(Rows.uuid(row, "id")),
                        row.getBoolean("parked"),
                        Rows.instant(row, "next_attempt_at"),
                        Rows.instant(row, "changed_at")))
                .optional();
    }
}
