package io.downbeat.app;

import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.platform.work.SimulatedClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Decides whether a server may work on this database as it was started: with the key that its secrets are sealed
 * with, and in the same time, real or simulated, as the servers before it and beside it.
 *
 * <p>Decided in one transaction that servers pass one after the other, so that of two first ones the second meets what
 * the first wrote, and that a refused one leaves nothing. While the server lives it holds locks by which others know
 * that it is there and which keys it has: a simulation does not end while a server would go on in it. The locks belong
 * to a connection, so a server that is killed loses them.
 *
 * <p>So does one whose connection breaks, and everything else of it goes on over others. It looks every few seconds, and
 * takes its locks again on a new connection once it was decided again that it may be there: what they keep from being
 * done may have been done meanwhile, and then it has to stop.
 */
public final class Admission implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    /** Any two numbers that nothing else locks in this database. */
    private static final long DECIDING = 0x646f776e62656174L;

    /** Every server holds it, and with it a lock of each secret key that it has. */
    public static final long AT_WORK = DECIDING + 1;

    /** For so long others may not see a server whose connection broke. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final int SECONDS_TO_ANSWER = 10;
    private static final String HOLD = "SELECT pg_advisory_lock_shared(:key)";

    private final DataSource database;
    private final SecretBox secrets;
    private final Decided decided;
    private final BusinessClock clock;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Connection connection;
    private volatile @Nullable StartRefused refusal;
    private volatile @Nullable Thread watch;

    /**
     * What was decided as the server started.
     *
     * @param notes sentences for the person who started it
     * @param lives in which time the database lives from then on
     */
    private record Decided(List<String> notes, Simulation.Remembered lives) {
        Decided {
            notes = List.copyOf(notes);
        }
    }

    /** A connection that holds the locks of a server, and what was decided before it took them. */
    private record Held<T>(Connection connection, T decided) {}

    private Admission(DataSource database, SecretBox secrets, Held<Decided> held, BusinessClock clock) {
        this.database = database;
        this.secrets = secrets;
        this.decided = held.decided();
        this.connection = held.connection();
        this.clock = clock;
    }

    /**
     * @param now real time
     * @throws StartRefused with the way out, and then nothing was changed
     */
    static Admission of(DataSource database, ServerOptions options, SecretBox secrets, Instant now) {
        try {
            Held<Decided> held = held(database, secrets, client -> decide(client, options, secrets, now));
            return new Admission(database, secrets, held, clock(database));
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not say whether a server may start on it", e);
        }
    }

    /** Lets no server start until the transaction ends. */
    public static void decideAlone(JdbcClient client) {
        lock(client, "SELECT pg_advisory_xact_lock(:key)", DECIDING);
    }

    private static <T> Held<T> held(DataSource database, SecretBox secrets, Function<JdbcClient, T> decision)
            throws SQLException {
        Connection connection = database.getConnection();
        try {
            connection.setAutoCommit(false);
            JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            decideAlone(client);
            T decided = decision.apply(client);
            lock(client, HOLD, AT_WORK);
            secrets.keys().forEach(key -> lock(client, HOLD, SecretKeyStore.lockOf(key.keyId())));
            connection.commit();
            connection.setAutoCommit(true);
            return new Held<>(connection, decided);
        } catch (RuntimeException | SQLException failure) {
            giveBack(connection, failure);
            throw failure;
        }
    }

    private static Decided decide(JdbcClient client, ServerOptions options, SecretBox secrets, Instant now) {
        List<String> notes = new ArrayList<>(SecretKeyCheck.admit(client, secrets));
        SimulationStore store = new SimulationStore(client);
        Simulation.Start start = Simulation.start(store.remembered(), options.asked(), store.isEmpty(), now);
        if (start.isChange()) {
            changeAlone(client, store, start, now);
        }
        notes.addAll(start.notes());
        return new Decided(notes, store.remembered());
    }

    private static void changeAlone(JdbcClient client, SimulationStore store, Simulation.Start start, Instant now) {
        if (!client.sql("SELECT pg_try_advisory_lock(:key)")
                .param("key", AT_WORK)
                .query(Boolean.class)
                .single()) {
            throw new StartRefused("another server is at work on this database, and this one " + start.what()
                    + "; stop the other one first");
        }
        store.change(start, now);
        // Whoever takes it decides as well, so until the transaction ends nobody does but this server.
        lock(client, "SELECT pg_advisory_unlock(:key)", AT_WORK);
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
        return decided.notes();
    }

    /** Looks after the locks from now on, until this is closed. */
    void watch() {
        watch = Thread.ofVirtual().name("admission").start(() -> {
            while (ended.getCount() > 0) {
                look();
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        });
    }

    /** Takes the locks again if the connection that held them is gone. */
    void look() {
        try {
            if (ended.getCount() > 0 && !connection.isValid(SECONDS_TO_ANSWER)) {
                drop();
                connection = held(database, secrets, this::stillFits).connection();
                LOG.warn("the connection that showed this server to be at work was lost; a new one shows it again");
            }
        } catch (StartRefused refused) {
            LOG.error("this server may not go on, and stops: {}", refused.getMessage());
            refusal = refused;
            ended.countDown();
        } catch (SQLException | RuntimeException | Error failure) {
            // An error as well, memory that ran out for instance: this thread is the only one that looks.
            if (ended.getCount() > 0) {
                LOG.warn("the connection that shows this server to be at work is lost, no new one does yet", failure);
            }
        }
        if (ended.getCount() == 0) {
            drop();
        }
    }

    /** @return in which time the database lives, which is that of this server */
    private Simulation.Remembered stillFits(JdbcClient client) {
        SecretKeyCheck.compare(client, secrets);
        Simulation.Remembered now = new SimulationStore(client).remembered();
        Simulation.mustGoOn(decided.lives(), now);
        return now;
    }

    /**
     * Waits until this is closed.
     *
     * @throws StartRefused if the server may not go on: its connection broke, and until it had another the key was
     *     changed to one that it lacks, or a simulation began or ended
     */
    void awaitEnd() throws InterruptedException {
        ended.await();
        StartRefused refused = refusal;
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public void close() {
        ended.countDown();
        LockSupport.unpark(watch);
        drop();
    }

    private void drop() {
        try {
            release(connection);
        } catch (SQLException gone) {
            // The connection is broken, and its locks went with it.
        }
    }

    private static void giveBack(Connection connection, Exception failure) {
        try (connection) {
            connection.rollback();
            release(connection);
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
        }
    }

    /** The connection goes back to a pool, which knows nothing of locks, and drops it if it is broken. */
    private static void release(Connection connection) throws SQLException {
        try (connection) {
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_all()");
            }
        }
    }
}
