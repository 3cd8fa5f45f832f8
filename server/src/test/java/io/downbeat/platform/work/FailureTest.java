package io.downbeat.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.CannotCreateTransactionException;

class FailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new CannotAcquireLockException("x"), true),
                Arguments.of(new DataAccessResourceFailureException("x"), true),
                Arguments.of(
                        new CannotCreateTransactionException("x", new SQLTransientConnectionException("pool")), true),
                Arguments.of(new IllegalStateException(new IOException("reset")), true),
                Arguments.of(new UncheckedIOException(new IOException("reset")), true),
                Arguments.of(new IllegalStateException(new TimeoutException()), true),
                Arguments.of(new DuplicateKeyException("x"), false),
                Arguments.of(new DataIntegrityViolationException("x"), false),
                Arguments.of(new NullPointerException(), false),
                Arguments.of(new IllegalStateException("x"), false),
                Arguments.of(new ArithmeticException("x"), false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void what_may_go_away_by_itself_passes_and_a_bug_does_not(RuntimeException failure, boolean passes) {
        assertThat(Failure.of(failure).passes()).isEqualTo(passes);
    }

    /** What PostgreSQL says counts more than what it was wrapped in. */
    @ParameterizedTest
    @CsvSource({
        "08006, true",
        "40001, true",
        "40P01, true",
        "53300, true",
        "55P03, true",
        "57014, true",
        "57P01, true",
        "25006, true",
        "22003, false",
        "22021, false",
        "23505, false",
        "23514, false",
        "42P01, false",
        "P0001, false"
    })
    void the_databases_own_word_decides(String state, boolean passes) {
        assertThat(Failure.of(new IllegalStateException("wrapped", new SQLException("x", state)))
                        .passes())
                .isEqualTo(passes);
    }

    @Test
    void its_words_are_its_class_and_the_constraint_and_never_its_text() throws SQLException {
        try (TestDatabase database = TestPostgres.migrated();
                Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            JdbcClient sql = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            sql.sql("CREATE TABLE held (ref text CONSTRAINT one_holder UNIQUE)").update();
            sql.sql("INSERT INTO held VALUES ('sk_live_1')").update();
            RuntimeException taken = null;
            try {
                sql.sql("INSERT INTO held VALUES ('sk_live_1')").update();
            } catch (RuntimeException refused) {
                taken = refused;
            }

            assertThat(Failure.of(taken)).isEqualTo(new Failure("DuplicateKeyException on one_holder", false));
            assertThat(Failure.isOf(taken, "one_holder")).isTrue();
            assertThat(Failure.isOf(taken, "holder")).isFalse();
            assertThat(Failure.of(new RuntimeException("sk_live_1") {}).words()).doesNotContain("sk_live_1");
        }
    }
}
