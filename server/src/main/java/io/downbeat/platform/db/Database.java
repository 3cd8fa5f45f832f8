package io.downbeat.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.downbeat.platform.secrets.SecretMask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The connection pool on a migrated PostgreSQL, embedded or external.
 *
 * <p>Migrations run under Flyway's own lock, so several servers may start on one database at once.
 */
public final class Database implements AutoCloseable {
    private static final int OLDEST_MAJOR = 15;

    /**
     * A server that is frozen inside a transaction would keep what it has locked from all others for ever: the database ends its
     * session after a lease's usual time, and the server begins anew when it goes on. No transaction waits for a network.
     */
    private static final String NO_LOCKS_OF_THE_FROZEN = "SET idle_in_transaction_session_timeout = '30s'";

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Connects, checks the version, brings the schema up to date.
     *
     * @param connections how many connections this server may hold
     * @throws DatabaseUnavailable with one clear sentence if the database cannot be reached, is too old, or was
     *     already migrated by a newer Downbeat
     */
    public static Database open(String jdbcUrl, String user, String password, int connections) {
        return opened(
                connect(jdbcUrl, user, password, connections, false),
                migrations(jdbcUrl, user, password),
                jdbcUrl,
                Database::migrate);
    }

    /**
     * Connects to look only: every transaction is read-only, and the schema stays as it is, because servers of another
     * version may be at work on it.
     *
     * @throws DatabaseUnavailable also if the schema is an older or newer Downbeat's
     */
    public static Database read(String jdbcUrl, String user, String password, int connections) {
        return opened(
                connect(jdbcUrl, user, password, connections, true),
                migrations(jdbcUrl, user, password),
                jdbcUrl,
                Database::mustBeCurrent);
    }

    /**
     * Connects to change rows beside servers at work; the schema stays as it is.
     *
     * @throws DatabaseUnavailable also if the schema is an older or newer Downbeat's
     */
    public static Database change(String jdbcUrl, String user, String password, int connections) {
        return opened(
                connect(jdbcUrl, user, password, connections, false),
                migrations(jdbcUrl, user, password),
                jdbcUrl,
                Database::mustBeCurrent);
    }

    /** Connections without the pool's patience: one waits in a transaction while another migrates, for minutes if it must. */
    private static DataSource migrations(String jdbcUrl, String user, String password) {
        return new DriverManagerDataSource(jdbcUrl, user, password);
    }

    private static Database opened(
            HikariDataSource pool, DataSource migrations, String jdbcUrl, Consumer<Flyway> schema) {
        try {
            checkVersion(pool, jdbcUrl);
            schema.accept(Flyway.configure()
                    .dataSource(migrations)
                    .locations("classpath:db/migration")
                    // A newer Downbeat's migrations are none to pass over.
                    .ignoreMigrationPatterns(new String[0])
                    .load());
            return new Database(pool);
        } catch (RuntimeException failure) {
            pool.close();
            throw failure;
        }
    }

    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private static HikariDataSource connect(
            String jdbcUrl, String user, String password, int connections, boolean readOnly) {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(4, connections));
        config.setReadOnly(readOnly);
        config.setConnectionInitSql(NO_LOCKS_OF_THE_FROZEN);
        // The driver's own way makes only transactions read-only, and a single statement is none to it.
        config.addDataSourceProperty("readOnlyMode", "always");
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(5).toMillis());
        config.addDataSourceProperty("ApplicationName", name());
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // Hot statements are few; without this every statement is planned anew five times on each connection.
        config.addDataSourceProperty("prepareThreshold", "3");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException | IllegalArgumentException unreachable) {
            Throwable cause = unreachable.getCause() == null ? unreachable : unreachable.getCause();
            throw new DatabaseUnavailable(
                    "the database at " + withoutSecrets(jdbcUrl) + " cannot be reached: "
                            + firstLine(SecretMask.of(String.valueOf(cause.getMessage()))),
                    unreachable);
        } catch (RuntimeException wrongUrl) {
            throw new DatabaseUnavailable(
                    "the database URL " + withoutSecrets(jdbcUrl)
                            + " is not one PostgreSQL's driver takes; it looks like jdbc:postgresql://host:5432/name",
                    wrongUrl);
        }
    }

    /** Tells its process; by chance, from another that has the same number in a container of its own. */
    private static String name() {
        return "downbeat " + ProcessHandle.current().pid() + " "
                + UUID.randomUUID().toString().substring(0, 8);
    }

    private static void checkVersion(DataSource pool, String jdbcUrl) {
        try (Connection connection = pool.getConnection()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST_MAJOR) {
                throw new DatabaseUnavailable("the database at " + withoutSecrets(jdbcUrl) + " is PostgreSQL " + major
                        + "; Downbeat needs " + OLDEST_MAJOR + " or newer");
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailable("the database at " + withoutSecrets(jdbcUrl) + " does not answer", e);
        }
    }

    private static void mustNotBeNewer(MigrationInfoService found) {
        for (MigrationInfo migration : found.all()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new DatabaseUnavailable("the database was already used by a newer Downbeat (it has migration "
                        + migration.getVersion() + "); start that version, or one newer still");
            }
        }
    }

    /** @param failure which goes on with what else fails, if the database is gone */
    private static void mustNotBeNewer(Flyway flyway, FlywayException failure) {
        try {
            mustNotBeNewer(flyway.info());
        } catch (FlywayException gone) {
            failure.addSuppressed(gone);
        }
    }

    private static void mustBeCurrent(Flyway flyway) {
        MigrationInfoService found = flyway.info();
        mustNotBeNewer(found);
        MigrationInfo[] missing = found.pending();
        if (missing.length > 0) {
            throw new DatabaseUnavailable("the database is not of this version of Downbeat (it lacks migration "
                    + missing[0].getVersion() + "); start a server of this version on it first, or look at it with the"
                    + " version that its servers have");
        }
    }

    private static void migrate(Flyway flyway) {
        try {
            flyway.migrate();
        } catch (FlywayException failure) {
            // Looked up only now: a second look at all migrations would make every start longer.
            mustNotBeNewer(flyway, failure);
            throw new DatabaseUnavailable(
                    "the database's schema could not be brought up to date: "
                            + firstLine(SecretMask.of(String.valueOf(failure.getMessage()))),
                    failure);
        }
    }

    private static String withoutSecrets(String jdbcUrl) {
        return jdbcUrl.replaceAll("(?i)(password=)[^&]*", "$1***").replaceAll("//[^@/]*@", "//***@");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
