package io.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

    @Test
    void two_databases_do_not_see_each_other() throws SQLException {
        try (TestDatabase one = TestPostgres.fresh();
                TestDatabase two = TestPostgres.fresh()) {
            execute(one, "CREATE TABLE mine (id int)");
            execute(two, "CREATE TABLE mine (id int)");
            assertThat(one.jdbcUrl()).isNotEqualTo(two.jdbcUrl());
        }
    }

    @Test
    void a_migrated_database_carries_the_migrations_history_and_takes_nothing_back() throws SQLException {
        try (TestDatabase one = TestPostgres.migrated()) {
            execute(one, "SELECT * FROM flyway_schema_history");
            execute(one, "CREATE TABLE mine (id int)");
        }
        try (TestDatabase two = TestPostgres.migrated()) {
            execute(two, "CREATE TABLE mine (id int)");
        }
    }

    @Test
    void closing_drops_a_database_that_is_still_connected() throws SQLException {
        TestDatabase database = TestPostgres.fresh();
        try (Connection left = database.connect()) {
            database.close();
            assertThatThrownBy(database::connect).hasMessageContaining("does not exist");
            assertThat(left.isClosed()).isFalse();
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
