package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process: what it says when it cannot start, and what it keeps when it is killed. */
class ServeTest {
    @TempDir
    Path folder;

    @Test
    void a_wrong_option_is_one_sentence_and_exit_code_2() {
        var ended = ServerProcess.run("serve", List.of("--clock", "yesterday"), Map.of());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output().strip())
                .startsWith("downbeat: --clock must be")
                .hasLineCount(1);
        assertThat(ServerProcess.run("serve", List.of("--nonsense"), Map.of()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void a_taken_port_is_one_sentence_and_exit_code_2() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestDatabase database = TestPostgres.migrated()) {
            var ended = ServerProcess.run(
                    "serve",
                    List.of("--port", "" + taken.getLocalPort(), "--database-url", database.jdbcUrl()),
                    ServerProcess.withDatabase(database, Map.of()));
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
            assertThat(ended.output())
                    .contains("port " + taken.getLocalPort())
                    .contains("is taken")
                    .hasLineCount(1);
        }
    }

    @Test
    void an_unreachable_database_is_one_sentence_and_exit_code_2() {
        var ended = ServerProcess.run(
                "serve",
                List.of("--database-url", "jdbc:postgresql://127.0.0.1:1/none?password=hunter2"),
                Map.of("DOWNBEAT_API_TOKEN", "t", "DOWNBEAT_SECRET_KEY", TestServer.SECRET_KEY));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output())
                .contains("cannot be reached")
                .doesNotContain("hunter2")
                .doesNotContain("\tat ");
    }

    @Test
    void a_database_of_a_newer_version_is_one_sentence_and_exit_code_2() throws SQLException {
        try (TestDatabase database = TestPostgres.migrated()) {
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                statement.execute("""
                    INSERT INTO flyway_schema_history
                    SELECT installed_rank + 1000, '99999999', 'from the future', type, 'V99999999__x.sql', 0,
                           installed_by, installed_on, 1, true
                      FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1
                    """);
            }
            var ended = ServerProcess.run(
                    "serve",
                    List.of("--port", "0", "--database-url", database.jdbcUrl()),
                    ServerProcess.withDatabase(database, Map.of()));
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
            assertThat(ended.output()).contains("newer Downbeat").doesNotContain("\tat ");
        }
    }

    @Test
    void the_embedded_database_survives_kill_9_and_goes_on_from_its_simulated_instant() throws IOException {
        Map<String, String> settings = Map.of("DOWNBEAT_API_TOKEN", TestServer.TOKEN);
        List<String> arguments = List.of("--port", "0", "--data", folder.toString(), "--clock", "2025-01-01T00:00:00Z");
        try (ServerProcess first = ServerProcess.serve(arguments, settings)) {
            first.api()
                    .post("/downbeat/v1/clock", "{'now': '2025-03-04T05:06:07Z'}")
                    .ok();
            first.kill();
        }
        try (ServerProcess second = ServerProcess.serve(arguments, settings)) {
            assertThat(second.api().get("/downbeat/v1/clock").ok().get("now").stringValue())
                    .isEqualTo("2025-03-04T05:06:07.000Z");
            assertThat(second.stop()).isIn(0, 143);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secret.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_server_whose_simulation_was_ended_while_nobody_could_see_it_stops_by_itself() throws SQLException {
        try (TestDatabase database = TestPostgres.migrated();
                ServerProcess server = ServerProcess.serve(database, "2025-01-01T00:00:00Z", Map.of())) {
            database.execute("DELETE FROM simulated_clock");
            database.execute("""
                SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """);
            assertThat(server.ended()).isEqualTo(2);
            String line = server.nextLine();
            while (!line.startsWith("downbeat: ") && !line.isEmpty()) {
                line = server.nextLine();
            }
            assertThat(line).startsWith("downbeat: the simulation on this database was ended; start this server again");
        }
    }

    @Test
    void a_token_or_a_key_that_was_not_written_whole_is_one_sentence_and_exit_code_2() throws IOException {
        Path token = folder.resolve(SecretFiles.TOKEN);
        Path key = folder.resolve(SecretFiles.KEY);
        List<String> arguments = List.of("--port", "0", "--data", folder.toString());
        Files.createFile(token);
        refusedFor(token, "remove it and a token is made anew", arguments);
        Files.writeString(token, "x".repeat(32) + "\n");
        String made = Files.readString(key);
        Files.writeString(key, "");
        refusedFor(key, "set DOWNBEAT_SECRET_KEY", arguments);
        Files.writeString(key, made);
        try (ServerProcess server = ServerProcess.serve(arguments, Map.of())) {
            assertThat(new Api(server.uri(), "x".repeat(32))
                            .get("/downbeat/v1/clock")
                            .status())
                    .isEqualTo(200);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void a_secret_has_32_characters_or_more_and_no_zeros() throws IOException {
        Path file = folder.resolve("secret");
        assertThat(SecretFiles.read(file)).isEmpty();
        for (String none : List.of("", "x".repeat(31) + "\n", "\0".repeat(43))) {
            Files.writeString(file, none);
            assertThat(SecretFiles.read(file)).isEmpty();
        }
        Files.writeString(file, "x".repeat(32) + "\n");
        assertThat(SecretFiles.read(file)).contains("x".repeat(32));
    }

    private static void refusedFor(Path file, String wayOut, List<String> arguments) {
        var ended = ServerProcess.run("serve", arguments, Map.of());
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
        assertThat(ended.output().strip())
                .startsWith("downbeat: " + file + " holds no text of 32 characters or more: ")
                .contains(wayOut)
                .hasLineCount(1);
    }

    @Test
    void of_many_who_make_a_secret_at_once_all_have_the_same() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path data = folder.resolve("round" + round);
            Set<String> tokens = ConcurrentHashMap.newKeySet();
            try (var all = Executors.newFixedThreadPool(8)) {
                all.invokeAll(Collections.nCopies(8, () -> tokens.add(SecretFiles.token(data))));
            }
            assertThat(tokens).hasSize(1);
            assertThat(Files.readString(data.resolve(SecretFiles.TOKEN)))
                    .isEqualTo(tokens.iterator().next());
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @Test
    void a_token_is_made_and_printed_once() {
        List<String> arguments = List.of("--port", "0", "--data", folder.toString());
        try (ServerProcess first = ServerProcess.serve(arguments, Map.of())) {
            assertThat(first.api().get("/downbeat/v1/clock").refused(401)).contains("not valid");
            assertThat(folder.resolve("api.token")).isNotEmptyFile();
            assertThat(first.nextLine()).isEqualTo("  database  embedded PostgreSQL in " + folder + "; system clock");
            assertThat(first.nextLine())
                    .isEqualTo(
                            "  sign in   " + first.uri() + "/console with the token in " + folder.resolve("api.token"));
            assertThat(first.nextLine()).startsWith("  next      ");
        }
    }
}
