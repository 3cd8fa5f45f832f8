package io.downbeat.connectors.queue;

import io.downbeat.delivery.Delivery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The numbers of messages, and what of a FIFO group is still to come before one. Reads deliveries, writes none. */
class QueueStore {
    private static final String NEXT_NUMBER = "SELECT nextval('queue_message_sequence')";

    /** By account and customer: a delivery that never had a payload has no order key, and holds its group all the same. */
    private static final String FIRST_BEFORE = """
        SELECT id, state = 'PARKED' AS parked, next_attempt_at, changed_at FROM delivery
        WHERE account_key = :account AND customer_id = :customer AND id < :id
            AND method IN ('AWS_SQS', 'AWS_SNS') AND purpose = 'DELIVER'
            AND state IN ('PENDING', 'CLAIMED', 'SENDING', 'UNKNOWN', 'RETRY_WAIT', 'PARKED')
        ORDER BY id LIMIT 1
        """;

    private final JdbcClient database;

    QueueStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * An older delivery of the same group.
     *
     * @param since when it came to its present state
     */
    record Before(UUID id, boolean isParked, Instant nextAttemptAt, Instant since) {}

    long nextNumber() {
        return database.sql(NEXT_NUMBER).query(Long.class).single();
    }

    Optional<Before> firstBefore(Delivery delivery) {
        return database.sql(FIRST_BEFORE)
                .param("account", delivery.accountKey())
                .param("customer", delivery.customer().value())
                .param("id", delivery.id().value())
                .query((row, number) -> new Before(
                        row.getObject("id", UUID.class),
                        row.getBoolean("parked"),
                        row.getObject("next_attempt_at", OffsetDateTime.class).toInstant(),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()))
                .optional();
    }
}
