package io.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sees who waits for a lock, so that a test of a race goes on when the race is at the point it wants, and not before. */
public final class LockWaits {
    private static final String WAITING = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """;
    private static final long MOST_LOOKS = 3_000;

    private LockWaits() {}

    /** Returns once that many connections of the database wait for locks; fails if they never do. */
    public static void await(TestDatabase database, int waiting) {
        JdbcClient client = JdbcClient.create(database.dataSource());
        long seen = -1;
        for (long look = 0; look < MOST_LOOKS && seen != waiting; look++) {
            seen = client.sql(WAITING).query(Long.class).single();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(seen).as("connections that wait for a lock").isEqualTo(waiting);
    }
}
