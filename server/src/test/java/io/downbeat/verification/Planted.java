package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.settlement.MeteringChecks;
import io.downbeat.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A fault that somebody plants who owns the database and gets round every trigger, key and constraint.
 *
 * @param invoice that it is found of; {@code null} for several or none
 * @param names the checks that must find it; no other may
 */
record Planted(String fault, @Nullable String invoice, Set<String> names) {
    Planted and(String check) {
        Set<String> more = new TreeSet<>(names);
        more.add(check);
        return new Planted(fault, invoice, more);
    }

    void assertFoundBy(Verification.Verdict verdict) {
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.violations())
                .as(verdict.violations().toString())
                .extracting(Verification.Violation::check)
                .containsOnly(names.toArray(String[]::new))
                .containsAll(names);
        assertThat(verdict.violations())
                .extracting(Verification.Violation::detail)
                .as("what is missing makes a whole sentence NULL")
                .doesNotContainNull();
    }

    /** The database as it is has no violation, and each of the checks looked at something. */
    static void assertCleanAndChecked(TestServer server, Checks... all) throws SQLException {
        var verdict = verdictAfter(server, "SELECT 1");
        assertThat(verdict.violations()).isEmpty();
        List<String> names = Stream.of(all)
                .flatMap(checks -> checks.all().stream())
                .map(Check::name)
                .toList();
        assertThat(verdict.checks())
                .filteredOn(check -> names.contains(check.name()))
                .hasSize(names.size())
                .allSatisfy(
                        check -> assertThat(check.checked()).as(check.name()).isPositive());
    }

    /** The fault is planted in a transaction that is rolled back. */
    static Verification.Verdict verdictAfter(TestServer server, String fault) throws SQLException {
        try (Connection connection = server.database().connect();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("SET LOCAL session_replication_role = replica");
            sql.execute("SET LOCAL TimeZone = 'Asia/Tokyo'");
            sql.execute(fault);
            var database = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            var verdict = Verification.of(
                            database, List.of(new MeteringChecks()), () -> Instant.parse("2025-03-10T00:00:00Z"))
                    .verify(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
            connection.rollback();
            return verdict;
        }
    }

    @Override
    public String toString() {
        return String.join(" + ", new TreeSet<>(names)) + " <- " + fault;
    }
}
