package io.downbeat.connectors.queue;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The numbers of messages. */
class QueueStore {
    private static final String NEXT_NUMBER = "SELECT nextval('queue_message_sequence')";

    private final JdbcClient database;

    QueueStore(JdbcClient database) {
        this.database = database;
    }

    long nextNumber() {
        return database.sql(NEXT_NUMBER).query(Long.class).single();
    }
}
