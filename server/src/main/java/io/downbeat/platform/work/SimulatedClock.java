package io.downbeat.platform.work;

import io.downbeat.platform.db.Rows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A clock that stands still until told. Its instant is kept in the database: a restart goes on from it, and every
 * server on the database shares it.
 *
 * <p>{@link #instant} answers the last instant this process saw; {@link #refresh} looks it up again, once at the start
 * of each request and of each round of work, so that one request sees one now.
 */
public final class SimulatedClock implements InstantSource {
    private static final String BEGIN = """
        INSERT INTO simulated_clock (only_row, now) VALUES (true, :now) ON CONFLICT DO NOTHING
        """;
    private static final String READ = "SELECT now FROM simulated_clock";
    private static final String END = "DELETE FROM simulated_clock RETURNING now";
    private static final String MOVE = "UPDATE simulated_clock SET now = greatest(now, :now) RETURNING now";

    private final JdbcClient database;
    private volatile Instant now;
    private volatile long readAt = System.nanoTime();

    private SimulatedClock(JdbcClient database, Instant now) {
        this.database = database;
        this.now = now;
    }

    /** @param start where a fresh clock begins; a database that has one already goes on from its own */
    public static SimulatedClock startedAt(JdbcClient database, Instant start) {
        database.sql(BEGIN).param("now", Rows.at(start)).update();
        return of(database).orElseThrow();
    }

    /** The simulated clock that was ever started on this database, if any; only looks. */
    public static Optional<SimulatedClock> of(JdbcClient database) {
        return database.sql(READ)
                .query(OffsetDateTime.class)
                .optional()
                .map(now -> new SimulatedClock(database, now.toInstant()));
    }

    /** Ends the simulated clock of this database for good. @return where it stood, if there was one */
    public static Optional<Instant> end(JdbcClient database) {
        return database.sql(END).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void refresh() {
        now = read();
    }

    /** Looks it up again unless somebody in this process did within that time. */
    void refreshAfter(Duration age) {
        if (System.nanoTime() - readAt >= age.toNanos()) {
            refresh();
        }
    }

    /** Moves forward, never back: two servers that move it at once leave it at the later instant. */
    void moveTo(Instant instant) {
        now = database.sql(MOVE)
                .param("now", Rows.at(instant))
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private Instant read() {
        readAt = System.nanoTime();
        return database.sql(READ)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElseThrow(() -> new IllegalStateException(
                        "the simulation on this database was ended; this server must be started again"));
    }
}
