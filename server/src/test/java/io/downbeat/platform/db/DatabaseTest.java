package io.downbeat.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who only looks leaves a database as it is, whichever version's servers work on it. */
class DatabaseTest {
    private static final String APPLIED = "SELECT version FROM flyway_schema_history ORDER BY installed_rank";

    @Test
    void who_only_looks_can_read_and_cannot_write() {
        try (TestDatabase migrated = TestPostgres.migrated();
                Database looking = read(migrated)) {
            JdbcClient client = JdbcClient.create(looking.dataSource());

            assertThat(client.sql("SELECT count(*) FROM invoice")
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThatThrownBy(() -> client.sql("DELETE FROM invoice").update())
                    .hasStackTraceContaining("read-only transaction");
        }
    }

    @Test
    void who_only_looks_does_not_bring_an_older_schema_up_to_date() {
        try (TestDatabase older = TestPostgres.migrated()) {
            JdbcClient client = JdbcClient.create(older.dataSource());
            client.sql("DELETE FROM flyway_schema_history WHERE installed_rank ="
                            + " (SELECT max(installed_rank) FROM flyway_schema_history)")
                    .update();
            List<String> before = client.sql(APPLIED).query(String.class).list();

            assertThatThrownBy(() -> read(older))
                    .isInstanceOf(DatabaseUnavailable.class)
                    .hasMessageContaining("it lacks migration")
                    .hasMessageContaining("start a server of this version on it first");
            assertThat(client.sql(APPLIED).query(String.class).list()).isEqualTo(before);
        }
    }

    @Test
    void an_empty_database_stays_empty() {
        try (TestDatabase empty = TestPostgres.fresh()) {
            assertThatThrownBy(() -> read(empty)).isInstanceOf(DatabaseUnavailable.class);

            assertThat(JdbcClient.create(empty.dataSource())
                            .sql("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                    + " WHERE n.nspname = 'public'")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void a_newer_schema_is_left_to_newer_servers() {
        try (TestDatabase newer = TestPostgres.migrated()) {
            JdbcClient.create(newer.dataSource()).sql("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,
                    installed_by, execution_time, success)
                SELECT max(installed_rank) + 1, '99999999', 'later', 'SQL', 'V99999999__later.sql', 1, 'x', 1, true
                FROM flyway_schema_history
                """).update();

            assertThatThrownBy(() -> read(newer)).hasMessageContaining("a newer Downbeat");
            assertThatThrownBy(() -> Database.open(newer.jdbcUrl(), newer.user(), newer.password(), 2))
                    .hasMessageContaining("a newer Downbeat");
        }
    }

    private static Database read(TestDatabase database) {
        return Database.read(database.jdbcUrl(), database.user(), database.password(), 2);
    }
}
