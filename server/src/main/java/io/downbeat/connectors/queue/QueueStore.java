package io.downbeat.connectors.queue;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The numbers of messages. */
class QueueStore {
    private static final String NEXT_NUMBER = "SELECT nextval('queue_message_sequence')";

    /** By the milliseconds since 1970: nobody sends a message in each of them. */
    private static final String LEAP = """
        SELECT setval('queue_message_sequence',
            greatest(last_value, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)))
        FROM queue_message_sequence
        """;

    private final JdbcClient database;

    QueueStore(JdbcClient database) {
        this.database = database;
    }

    long nextNumber() {
        return database.sql(NEXT_NUMBER).query(Long.class).single();
    }

    void leap() {
        database.sql(LEAP).query(Long.class).single();
    }
}
