package io.downbeat.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * The connection pool on a migrated PostgreSQL, embedded or external.
 *
 * <p>Migrations run under Flyway's own lock, so several servers may start on one database at once.
 */
public final class Database implements AutoCloseable {
    private static final int OLDEST_MAJOR = 15;

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
        HikariDataSource pool = connect(jdbcUrl, user, password, connections);
        try {
            checkVersion(pool, jdbcUrl);
            migrate(pool);
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

    private static HikariDataSource connect(String jdbcUrl, String user, String password, int connections) {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(4, connections));
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(5).toMillis());
        config.addDataSourceProperty("ApplicationName", "downbeat");
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
                            + firstLine(String.valueOf(cause.getMessage())),
                    unreachable);
        } catch (RuntimeException wrongUrl) {
            throw new DatabaseUnavailable(
                    "the database URL " + withoutSecrets(jdbcUrl)
                            + " is not one PostgreSQL's driver takes; it looks like jdbc:postgresql://host:5432/name",
                    wrongUrl);
        }
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

    private static void migrate(DataSource pool) {
        Flyway flyway = Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration")
                .load();
        for (MigrationInfo migration : flyway.info().all()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new DatabaseUnavailable("the database was already used by a newer Downbeat (it has migration "
                        + migration.getVersion() + "); start that version, or one newer still");
            }
        }
        try {
            flyway.migrate();
        } catch (FlywayException failure) {
            throw new DatabaseUnavailable(
                    "the database's schema could not be brought up to date: "
                            + firstLine(String.valueOf(failure.getMessage())),
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
