package io.downbeat.app;

import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.platform.work.SimulatedClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Decides whether a server may work on this database as it was started: with the key that its secrets are sealed
 * with, and in the same time, real or simulated, as the servers before it and beside it.
 *
 * <p>Decided in one transaction that servers pass one after the other, so that of two first ones the second meets what
 * the first wrote, and that a refused one leaves nothing. While the server lives it holds a lock by which others know
 * that it is there: a simulation does not end while a server would go on in it. The lock belongs to a
 * connection, so a server that is killed loses it.
 */
public final class Admission implements AutoCloseable {
    /** Any two numbers that nothing else locks in this database. */
    private static final long DECIDING = 0x646f776e62656174L;

    /** Every server holds it, and with it a lock of each secret key that it has. */
    public static final long AT_WORK = DECIDING + 1;

    private final Connection connection;
    private final BusinessClock clock;
    private final List<String> notes;

    private Admission(Connection connection, BusinessClock clock, List<String> notes) {
        this.connection = connection;
        this.clock = clock;
        this.notes = List.copyOf(notes);
    }

    /**
     * @param now real time
     * @throws StartRefused with the way out, and then nothing was changed
     */
    static Admission of(DataSource database, ServerOptions options, SecretBox secrets, Instant now) {
        try {
            Connection connection = database.getConnection();
            connection.setAutoCommit(false);
            JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            try {
                decideAlone(client);
                List<String> notes = new ArrayList<>(SecretKeyCheck.admit(client, secrets));
                notes.addAll(live(client, options, now));
                secrets.keys()
                        .forEach(key -> lock(
                                client, "SELECT pg_advisory_lock_shared(:key)", SecretKeyStore.lockOf(key.keyId())));
                connection.commit();
                connection.setAutoCommit(true);
                return new Admission(connection, clock(database), notes);
            } catch (RuntimeException refused) {
                connection.rollback();
                release(connection);
                throw refused;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not say whether a server may start on it", e);
        }
    }

    /** Lets no server start until the transaction ends. */
    public static void decideAlone(JdbcClient client) {
        lock(client, "SELECT pg_advisory_xact_lock(:key)", DECIDING);
    }

    private static List<String> live(JdbcClient client, ServerOptions options, Instant now) {
        SimulationStore store = new SimulationStore(client);
        Simulation.Start start = Simulation.start(store.remembered(), options.asked(), store.isEmpty(), now);
        if (start.isChange()) {
            if (!client.sql("SELECT pg_try_advisory_lock(:key)")
                    .param("key", AT_WORK)
                    .query(Boolean.class)
                    .single()) {
                throw new StartRefused("another server is at work on this database, and this one " + start.what()
                        + "; stop the other one first");
            }
            store.change(start, now);
        }
        lock(client, "SELECT pg_advisory_lock_shared(:key)", AT_WORK);
        if (start.isChange()) {
            lock(client, "SELECT pg_advisory_unlock(:key)", AT_WORK);
        }
        return start.notes();
    }

    private static void lock(JdbcClient client, String sql, long key) {
        client.sql(sql).param("key", key).query((row, number) -> key).list();
    }

    private static BusinessClock clock(DataSource database) {
        return SimulatedClock.of(JdbcClient.create(database))
                .map(BusinessClock::simulated)
                .orElseGet(() -> BusinessClock.system(InstantSource.system()));
    }

    BusinessClock clock() {
        return clock;
    }

    /** Sentences for the person who started the server. */
    List<String> notes() {
        return notes;
    }

    @Override
    public void close() {
        try {
            release(connection);
        } catch (SQLException gone) {
            // The connection is broken, and its locks went with it.
        }
    }

    /** The connection goes back to a pool, which knows nothing of locks. */
    private static void release(Connection connection) throws SQLException {
        try (connection) {
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_all()");
            }
        }
    }
}
