package io.downbeat.platform.postgres;

import io.downbeat.platform.db.DatabaseUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * PostgreSQL as a child of this process, for a server that was not given one: one node, one disk, full durability.
 *
 * <p>What is committed survives a power cut and a {@code kill -9} of this JVM. It listens on the loopback address only
 * and asks for a password that only the data folder's owner can read. One JVM at a time uses a folder.
 *
 * <p>It stops when it is closed, and also when this JVM ends without closing it; so close it after everything that
 * still wants to write.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private final PostgresHome home;
    private final PostgresProcess process;
    private final String password;

    private EmbeddedPostgres(PostgresHome home, PostgresProcess process, String password) {
        this.home = home;
        this.process = process;
        this.password = password;
    }

    /**
     * Starts the database kept in the folder, and creates both if they are not there. Returns when it takes connections.
     *
     * @throws DatabaseUnavailable if another server uses the folder, another version of PostgreSQL wrote it, or
     *     PostgreSQL does not run here
     */
    public static EmbeddedPostgres start(Path folder) {
        PostgresHome home = PostgresHome.lock(folder);
        try {
            return started(home);
        } catch (IOException e) {
            home.close();
            throw new DatabaseUnavailable(
                    "PostgreSQL could not be started in " + home.folder() + " (" + e
                            + "): mend that, or give Downbeat a PostgreSQL with --database-url.",
                    e);
        } catch (RuntimeException | Error e) {
            home.close();
            throw e;
        }
    }

    /** How others of this machine who may read the folder reach the database. */
    public record Address(String jdbcUrl, String user, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Address[" + jdbcUrl + "]";
        }
    }

    /**
     * The database kept in the folder, if a server has it running now.
     *
     * @throws DatabaseUnavailable while it is on its way up or down
     */
    public static Optional<Address> inUse(Path folder) {
        return PostgresHome.portInUse(folder)
                .map(port -> new Address(jdbcUrl(port), PostgresHome.USER, PostgresHome.passwordIn(folder)));
    }

    private static EmbeddedPostgres started(PostgresHome home) throws IOException {
        PostgresAccount account = PostgresAccount.ofThisProcess();
        account.letThrough(home.folder());
        PostgresPrograms programs = PostgresPrograms.unpacked(account, home.folder());
        // First, because everything after it touches data that an ownerless server would still be writing to.
        PostgresProcess.stopOrphan(home, programs, account);
        home.prepare(programs, account);
        return new EmbeddedPostgres(home, PostgresProcess.start(home, programs, account), home.password());
    }

    public String jdbcUrl() {
        return jdbcUrl(process.port());
    }

    public Address address() {
        return new Address(jdbcUrl(), user(), password);
    }

    private static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return PostgresHome.USER;
    }

    public String password() {
        return password;
    }

    /** Ends open connections, rolls back what they had not committed, and returns when the data is at rest. */
    @Override
    public synchronized void close() {
        try {
            process.stop();
        } finally {
            home.close();
        }
    }
}
