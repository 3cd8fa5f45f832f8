package io.downbeat.connectors.queue;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Numbers messages on in a database that was put back from a backup: consumers have what its original numbered after that. */
public final class RestoredQueues {
    private RestoredQueues() {}

    /**
     * From now on every number is greater than those of the original and of other copies. To be called before a server
     * starts on the copy.
     */
    public static void numberOn(JdbcClient database) {
        new QueueStore(database).leap();
    }
}
