package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server on a class path that has neither the simulators nor the laboratory, and nothing of Kafka. */
class ServerAloneTest {
    private static final String CLOCK = "2025-01-01T00:00:00Z";

    @Test
    void starts_without_the_simulators_and_without_the_client_of_kafka() {
        try (TestDatabase database = TestPostgres.migrated();
                ServerProcess server = ServerProcess.serveAlone(database, CLOCK)) {
            assertThat(server.uri().getPort()).isPositive();
        }
    }

    @Test
    void refuses_the_sandbox_with_one_sentence() {
        try (TestDatabase database = TestPostgres.migrated()) {
            ServerProcess.Ended ended = ServerProcess.runAlone(
                    "serve",
                    List.of("--database-url", database.jdbcUrl(), "--clock", CLOCK, "--port", "0", "--sandbox"),
                    ServerProcess.withDatabase(database, Map.of()));
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.output().lines().filter(line -> line.startsWith("downbeat: ")))
                    .containsExactly(
                            "downbeat: --sandbox needs the provider simulators, and the module downbeat-sandbox is"
                                    + " not on the class path; the whole distribution has it, or leave --sandbox out");
        }
    }

    @Test
    void the_command_sandbox_refuses_too() {
        ServerProcess.Ended ended = ServerProcess.runAlone("sandbox", List.of("--port", "0"), Map.of());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output()).startsWith("downbeat: sandbox needs the provider simulators");
    }
}
