package io.downbeat.app.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code distribute} as a process, and what a server makes of the database then. */
class DistributeTest {
    private static final String CITUS = "skipped: DOWNBEAT_TEST_DATABASE_URL leads to no database with Citus";

    @Test
    void a_database_without_citus_is_refused_in_a_sentence_and_stays_as_it_is() {
        assumeFalse(TestPostgres.hasCitus(), "skipped: this database has Citus");
        try (TestDatabase database = TestPostgres.migrated()) {
            var refused = distribute(database);

            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
            assertThat(refused.output().strip())
                    .startsWith("downbeat: Citus is not installed in this database")
                    .contains("docs/operations/citus.md")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_database_that_is_not_migrated_is_refused_in_a_sentence() {
        try (TestDatabase database = TestPostgres.fresh()) {
            var refused = distribute(database);

            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
            assertThat(refused.output().strip())
                    .contains("it lacks migration", "start a server of this version on it first")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_table_that_is_whole_on_each_node_lies_beside_none() {
        assertThatThrownBy(() -> new SpreadTable("usage_hour", null, "usage_series"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void each_table_comes_after_the_one_that_it_lies_beside_and_is_spread_by_the_same_column() {
        assertThat(SpreadTable.ALL).extracting(SpreadTable::name).doesNotHaveDuplicates();
        SpreadTable.ALL.stream()
                .filter(table -> table.beside() != null)
                .forEach(table -> assertThat(SpreadTable.ALL.subList(0, SpreadTable.ALL.indexOf(table)))
                        .anySatisfy(other -> {
                            assertThat(other.name()).isEqualTo(table.beside());
                            assertThat(other.by()).isEqualTo(table.by());
                        }));
    }

    @Test
    void what_was_billed_before_goes_on_after_it_and_it_may_be_called_again() {
        assumeTrue(TestPostgres.hasCitus(), CITUS);
        try (TestDatabase database = TestPostgres.undistributed()) {
            String customer;
            try (ServerProcess server = serve(database)) {
                var acme = AccountFixture.setUp(server.api()).customer("acme");
                acme.contract("2025-01-01T00:00:00Z");
                customer = acme.id();
                acme.use("before", "2025-01-01T05:00:00Z", 1000);

                var refused = distribute(database);
                assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
                assertThat(refused.output().strip())
                        .startsWith("downbeat: a server is at work on this database")
                        .hasLineCount(1);
            }
            assertThat(spreadBy(distribute(database), "now")).isEqualTo(SpreadTable.ALL.size());
            assertThat(spreadBy(distribute(database), "as before")).isEqualTo(SpreadTable.ALL.size());

            try (ServerProcess server = serve(database)) {
                goesOn(server.api(), customer, database);
            }
            var verified = ServerProcess.run("verify", onIt(database), ServerProcess.withDatabase(database, Map.of()));
            assertThat(verified.exitCode()).as(verified.output()).isZero();
            assertThat(verified.output()).contains("every invoice went to exactly one billing provider, exactly once");
        }
    }

    private static void goesOn(Api api, String customer, TestDatabase database) {
        assertThat(found(api)).containsExactly("before false");
        use(api, "before", 1000);
        use(api, "after", 500);
        assertThat(found(api)).containsExactly("before false", "before true", "after false");
        assertThat(totals(api, customer, "DRAFT")).containsExactly(1500L);
        assertThat(months(database)).containsExactly("usage_event_month_2025_01");

        advance(api, "2025-02-03T00:00:00Z");
        assertThat(totals(api, customer, "FINALIZED")).containsExactly(1500L);
        assertThat(found(api)).hasSize(3);
        // 400 days after the end of January.
        advance(api, "2026-03-08T00:00:01Z");
        assertThat(months(database)).isEmpty();
        assertThat(found(api)).isEmpty();
        assertThat(totals(api, customer, "FINALIZED")).contains(1500L);
    }

    private static long spreadBy(ServerProcess.Ended ended, String when) {
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        return ended.output().lines().filter(line -> line.endsWith(" " + when)).count();
    }

    private static void use(Api api, String transaction, long units) {
        api.post("/v1/ingest", """
            [{"transaction_id": "%s", "customer_id": "acme", "event_type": "use", "timestamp": "2025-01-01T06:00:00Z",
              "properties": {"n": "%d"}}]\
            """.formatted(transaction, units)).ok();
    }

    private static List<String> found(Api api) {
        return api.post("/v1/events/search", "{'transactionIds': ['before', 'after']}").ok().values().stream()
                .map(event -> event.get("transaction_id").stringValue() + " "
                        + event.get("is_duplicate").booleanValue())
                .toList();
    }

    private static List<Long> totals(Api api, String customer, String status) {
        return api
                .get("/v1/customers/" + customer + "/invoices?limit=100&status=" + status)
                .ok()
                .get("data")
                .values()
                .stream()
                .map(invoice -> invoice.get("total").longValue())
                .toList();
    }

    private static List<String> months(TestDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT relname FROM pg_class WHERE relname LIKE 'usage\\_event\\_month\\_%' AND relkind = 'r'")
                .query(String.class)
                .list();
    }

    private static void advance(Api api, String instant) {
        api.post("/downbeat/v1/clock", "{'now': '" + instant + "'}").ok();
    }

    private static ServerProcess serve(TestDatabase database) {
        List<String> arguments = new ArrayList<>(onIt(database));
        arguments.addAll(List.of("--clock", "2025-01-01T00:00:00Z", "--port", "0", "--sandbox"));
        return ServerProcess.serve(arguments, ServerProcess.withDatabase(database, Map.of()));
    }

    private static ServerProcess.Ended distribute(TestDatabase database) {
        return ServerProcess.run("distribute", onIt(database), ServerProcess.withDatabase(database, Map.of()));
    }

    private static List<String> onIt(TestDatabase database) {
        return List.of("--database-url", database.jdbcUrl());
    }
}
