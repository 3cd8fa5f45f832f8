package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that is simulated stays so until somebody says otherwise, and a real one stays real. */
class SimulatedDatabaseTest {
    private static final Instant BEGINS = Instant.parse("2025-01-01T00:00:00Z");

    private TestDatabase database;

    @BeforeEach
    void fresh() {
        database = TestPostgres.migrated();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private DownbeatServer start(Instant clock, boolean sandbox, boolean leave) {
        Map<String, String> settings = ServerProcess.withDatabase(database, Map.of("DOWNBEAT_STRIPE_API_BASE", NOBODY));
        return DownbeatServer.start(
                new ServerOptions("127.0.0.1", 0, Path.of("target"), database.jdbcUrl(), clock, sandbox, leave),
                new SettingsSource(settings, Map.of()));
    }

    /** No request of a test leaves this machine. */
    private static final String NOBODY = "http://127.0.0.1:9";

    private static Api api(DownbeatServer server) {
        return new Api(server.uri(), TestServer.TOKEN);
    }

    private static void bill(DownbeatServer server) {
        AccountFixture.setUp(api(server)).customer("acme").contract("2025-01-01T00:00:00Z");
    }

    private void refused(Instant clock, boolean sandbox, boolean leave, String... words) {
        assertThatThrownBy(() -> start(clock, sandbox, leave).close())
                .isInstanceOf(StartRefused.class)
                .hasMessageContainingAll(words);
    }

    private long count(String sql) {
        return JdbcClient.create(database.dataSource())
                .sql(sql)
                .query(Long.class)
                .single();
    }

    @Test
    void one_forgotten_word_is_one_sentence_and_exit_code_2() {
        try (DownbeatServer server = start(BEGINS, false, false)) {
            bill(server);
            api(server)
                    .post("/downbeat/v1/clock", "{'now': '2025-03-03T00:00:00Z'}")
                    .ok();
        }
        long finalized = count("SELECT count(*) FROM invoice WHERE status = 'FINALIZED'");
        var ended = ServerProcess.run(
                "serve",
                List.of("--port", "0", "--database-url", database.jdbcUrl()),
                ServerProcess.withDatabase(database, Map.of()));
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
        assertThat(ended.output().lines().filter(line -> line.startsWith("downbeat: ")))
                .singleElement()
                .asString()
                .contains("2025-03-03T00:00:00Z", "--clock", "--sandbox", "--leave-simulation");
        assertThat(ended.output()).doesNotContain("\tat ");
        assertThat(count("SELECT count(*) FROM invoice WHERE status = 'FINALIZED'"))
                .isEqualTo(finalized);
    }

    @Test
    void a_database_used_with_the_sandbox_is_not_started_without_it() {
        try (DownbeatServer server = start(BEGINS, true, false)) {
            bill(server);
        }
        refused(BEGINS, false, false, "with the sandbox", "--sandbox --clock 2025-01-01T00:00:00Z");
        refused(null, false, false, "with the sandbox");
        try (DownbeatServer again = start(null, true, false)) {
            assertThat(api(again)
                            .get("/downbeat/v1/clock")
                            .ok()
                            .get("simulated")
                            .booleanValue())
                    .as("the sandbox goes on in the time it knows")
                    .isTrue();
            assertThat(again.notes()).containsExactly("the clock goes on from 2025-01-01T00:00:00Z");
        }
    }

    @Test
    void the_system_clock_with_the_sandbox_is_remembered_too() {
        try (DownbeatServer server = start(null, true, false)) {
            bill(server);
        }
        refused(null, false, false, "lives with the sandbox");
        refused(BEGINS, true, false, "on the system clock", "no simulated clock can begin");
        start(null, true, false).close();
    }

    @Test
    void a_real_database_does_not_become_simulated_by_a_stray_option() {
        try (DownbeatServer server = start(null, false, false)) {
            api(server).post("/v1/customers", "{'name': 'Acme'}").ok();
        }
        try (DownbeatServer server = start(null, false, false)) {
            bill(server);
        }
        refused(BEGINS, false, false, "real one", "without --clock");
        refused(null, true, false, "real one", "without --sandbox");
        refused(BEGINS, true, false, "real one");
        assertThat(count("SELECT count(*) FROM simulated_clock")).isZero();
        assertThat(count("SELECT count(*) FROM simulated_providers")).isZero();
        start(null, false, false).close();
    }

    @Test
    void usage_alone_is_history_and_a_customer_alone_is_not() {
        try (DownbeatServer server = start(null, false, false)) {
            api(server)
                    .post("/v1/customers", "{'name': 'Acme', 'ingest_aliases': ['acme']}")
                    .ok();
        }
        start(BEGINS, false, false).close();
        try (DownbeatServer left = start(null, false, true)) {
            String now = api(left).get("/downbeat/v1/clock").ok().get("now").stringValue();
            api(left)
                    .post(
                            "/v1/ingest",
                            "[{'transaction_id': 't', 'customer_id': 'acme', 'event_type': 'e'," + " 'timestamp': '"
                                    + now + "'}]")
                    .ok();
        }
        refused(BEGINS, false, false, "real one and holds contracts or usage");
    }

    @Test
    void a_simulation_is_left_once_and_for_good() {
        try (DownbeatServer server = start(BEGINS, true, false)) {
            bill(server);
        }
        try (DownbeatServer left = start(null, false, true)) {
            assertThat(left.notes()).anyMatch(note -> note.startsWith("the simulation is over for good"));
            assertThat(api(left).get("/downbeat/v1/clock").ok().get("simulated").booleanValue())
                    .isFalse();
        }
        assertThat(count("SELECT count(*) FROM left_simulation WHERE with_sandbox AND clock_stood_at = '2025-01-01Z'"))
                .isOne();
        start(null, false, false).close();
        try (DownbeatServer again = start(null, false, true)) {
            assertThat(again.notes()).as("nothing is left any more").isEmpty();
        }
        refused(BEGINS, true, false, "real one");
        assertThat(count("SELECT count(*) FROM left_simulation")).isOne();
    }

    @Test
    void a_clock_ahead_of_real_time_cannot_be_left() {
        start(Instant.parse("2999-01-01T00:00:00Z"), false, false).close();
        refused(null, false, true, "2999-01-01T00:00:00Z", "not reached yet");
        assertThat(count("SELECT count(*) FROM simulated_clock")).isOne();
    }

    @Test
    void no_simulation_begins_or_ends_under_a_server_that_is_at_work() {
        try (DownbeatServer real = start(null, false, false)) {
            refused(BEGINS, false, false, "another server is at work", "begin a simulation");
            start(null, false, false).close();
        }
        try (DownbeatServer simulated = start(BEGINS, false, false)) {
            start(BEGINS, false, false).close();
            refused(null, false, true, "another server is at work", "end the simulation");
            assertThat(api(simulated)
                            .get("/downbeat/v1/clock")
                            .ok()
                            .get("simulated")
                            .booleanValue())
                    .isTrue();
        }
        start(null, false, true).close();
    }

    @Test
    void to_leave_and_to_simulate_at_once_is_refused() {
        for (List<String> other : List.of(List.of("--sandbox"), List.of("--clock", "2025-01-01T00:00:00Z"))) {
            var arguments = new java.util.ArrayList<>(other);
            arguments.add("--leave-simulation");
            var ended = ServerProcess.run("serve", arguments, Map.of());
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.output().strip())
                    .startsWith("downbeat: --leave-simulation ends a simulation")
                    .hasLineCount(1);
        }
    }
}
