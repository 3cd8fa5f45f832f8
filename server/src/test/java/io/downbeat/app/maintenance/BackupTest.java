package io.downbeat.app.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.postgres.EmbeddedPostgres;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** {@code backup} and {@code restore} as processes, beside a server that takes events and delivers invoices. */
class BackupTest {
    private static final Map<String, String> TOKEN = Map.of("DOWNBEAT_API_TOKEN", TestServer.TOKEN);

    @TempDir
    Path folder;

    @Test
    void a_backup_of_a_server_at_work_has_all_that_was_committed_before_it_and_goes_on_elsewhere() throws Exception {
        Path backup = folder.resolve("downbeat.backup");
        int before;
        try (ServerProcess server = serve(folder.resolve("data"), "--sandbox")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            var acme = account.customer("acme");
            acme.contract("2025-01-01T00:00:00Z");
            for (int i = 0; i < 10; i++) {
                var other = account.customer("other-" + i);
                other.contract("2025-01-01T00:00:00Z");
                other.use("use-" + i, "2025-01-20T00:00:00Z", 100);
            }
            AtomicInteger acknowledged = new AtomicInteger();
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Void> ingest = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    acme.use("event-" + (acknowledged.get() + 1), "2025-01-31T05:00:00Z", 1);
                    acknowledged.incrementAndGet();
                }
            });
            CompletableFuture<Void> deliver = CompletableFuture.runAsync(() -> {
                for (int day = 1; day <= 9; day++) {
                    advance(server.api(), "2025-02-0" + day + "T01:00:00Z");
                }
            });
            while (acknowledged.get() < 20 && !ingest.isDone()) {
                Thread.sleep(5);
            }
            before = acknowledged.get();
            var taken = run(
                    "backup",
                    backup.toString(),
                    "--data",
                    folder.resolve("data").toString());
            assertThat(taken.exitCode()).as(taken.output()).isZero();
            assertThat(taken.output())
                    .contains("has all that was committed before", "keep the file as you keep secrets");
            deliver.join();
            stop.set(true);
            ingest.join();
            assertThat(acknowledged.get()).isGreaterThan(before);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");

        Path copy = folder.resolve("copy");
        var restored = run("restore", backup.toString(), "--data", copy.toString());
        assertThat(restored.exitCode()).as(restored.output()).isZero();
        assertThat(restored.output()).contains("came with it");
        assertThat(Files.readString(copy.resolve("secret.key")))
                .isEqualTo(Files.readString(folder.resolve("data/secret.key")));
        try (ServerProcess server = serve(copy, "--sandbox")) {
            assertThat(events(server.api())).isGreaterThanOrEqualTo(before + 1000);
            advance(server.api(), "2025-05-02T00:00:00Z");
            assertThat(server.api()
                            .post("/downbeat/v1/verify", "{}")
                            .ok()
                            .get("ok")
                            .booleanValue())
                    .isTrue();
            var verified = run("verify", "--data", copy.toString());
            assertThat(verified.exitCode()).as(verified.output()).isZero();
        }

        var again = run("restore", backup.toString(), "--data", copy.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.output().strip()).contains("is not empty").hasLineCount(1);
    }

    @Test
    void whoever_reads_on_from_what_the_original_did_after_the_backup_misses_nothing_of_the_copy() {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("downbeat.backup");
        String read;
        try (ServerProcess original = serve(data)) {
            customer(original.api(), "before");
            assertThat(run("backup", backup.toString(), "--data", data.toString())
                            .exitCode())
                    .isZero();
            // More transactions than the copy has by the time that it writes.
            for (int i = 0; i < 200; i++) {
                customer(original.api(), "lost-" + i);
            }
            JsonNode page;
            String token = "";
            do {
                page = original.api().get("/v1/auditLogs" + token).ok();
                token = "?next_page=" + page.get("next_page").stringValue();
            } while (!page.get("data").isEmpty());
            read = token;
        }
        Path copy = folder.resolve("copy");
        assertThat(run("restore", backup.toString(), "--data", copy.toString()).exitCode())
                .isZero();
        try (EmbeddedPostgres database = EmbeddedPostgres.start(copy)) {
            assertThat(JdbcClient.create(new DriverManagerDataSource(
                                    database.jdbcUrl(), database.user(), database.password()))
                            .sql("SELECT last_value FROM queue_message_sequence")
                            .query(Long.class)
                            .single())
                    .isGreaterThan(1_000_000_000_000L);
        }
        try (ServerProcess server = serve(copy)) {
            String made = customer(server.api(), "after");
            assertThat(server.api()
                            .get("/v1/auditLogs" + read)
                            .ok()
                            .get("data")
                            .valueStream()
                            .map(entry -> entry.path("resource_id").asString("")))
                    .contains(made);
        }
    }

    private static String customer(Api api, String name) {
        return api.post("/v1/customers", "{\"name\": \"" + name + "\"}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    @Test
    void a_stopped_servers_backup_leaves_its_secrets_out_if_told_and_overwrites_nothing() throws IOException {
        Path data = folder.resolve("data");
        serve(data).stop();
        Path backup = folder.resolve("downbeat.backup");
        var taken = run("backup", backup.toString(), "--data", data.toString(), "--without-secrets");
        assertThat(taken.exitCode()).as(taken.output()).isZero();
        assertThat(taken.output()).contains("is not in it: keep the key elsewhere");
        var again = run("backup", backup.toString(), "--data", data.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.output()).contains("is there already").hasLineCount(1);

        Path copy = folder.resolve("copy");
        var restored = run("restore", backup.toString(), "--data", copy.toString());
        assertThat(restored.exitCode()).as(restored.output()).isZero();
        assertThat(restored.output()).contains("did not come with it");
        assertThat(copy.resolve("secret.key")).doesNotExist();
        assertThat(copy.resolve("api.token")).doesNotExist();
    }

    @Test
    void a_backup_beside_another_one_is_refused_and_leaves_the_other_ones_file_alone() throws Exception {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("downbeat.backup");
        Path part = folder.resolve("downbeat.backup.part");
        try (var _ = serve(data)) {
            EmbeddedPostgres.Address at = EmbeddedPostgres.inUse(data).orElseThrow();
            try (var other = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
                    var statement = other.createStatement()) {
                statement.execute("SELECT pg_create_physical_replication_slot('downbeat_backup', true, true)");
                Files.writeString(part, "what the other one has written so far");
                var refused = run("backup", backup.toString(), "--data", data.toString());
                assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
                assertThat(refused.output().strip())
                        .contains("another backup of this database is being written")
                        .hasLineCount(1);
                assertThat(part).hasContent("what the other one has written so far");
            }
            // The other one was killed: nothing of it but its file is in the way.
            var taken = run("backup", backup.toString(), "--data", data.toString());
            assertThat(taken.exitCode()).as(taken.output()).isZero();
            assertThat(part).doesNotExist();
            assertThat(backup).exists();
        }
    }

    @Test
    void a_damaged_or_foreign_file_leaves_the_folder_empty_and_is_one_sentence() throws IOException {
        Path data = folder.resolve("data");
        serve(data).stop();
        Path backup = folder.resolve("downbeat.backup");
        assertThat(run("backup", backup.toString(), "--data", data.toString()).exitCode())
                .isZero();
        byte[] whole = Files.readAllBytes(backup);
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Path copy = folder.resolve("copy");
        for (byte[] bad : List.of(
                Arrays.copyOf(whole, whole.length / 2), changed, "no backup".getBytes(StandardCharsets.UTF_8))) {
            Path file = Files.write(folder.resolve("bad.backup"), bad);
            var refused = run("restore", file.toString(), "--data", copy.toString());
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
            assertThat(refused.output().strip()).contains("bad.backup is").hasLineCount(1);
            assertThat(copy.resolve("pg")).doesNotExist();
            assertThat(copy.resolve("restore.part")).doesNotExist();
        }
        assertThat(run("restore", backup.toString(), "--data", copy.toString()).exitCode())
                .isZero();
    }

    @Test
    void an_external_database_is_backed_up_by_other_means() {
        var refused = ServerProcess.run(
                "backup",
                List.of(folder.resolve("x").toString()),
                Map.of("DOWNBEAT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:9/none"));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("pg_basebackup").hasLineCount(1);
    }

    private static ServerProcess serve(Path data, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--data", data.toString(), "--port", "0", "--clock", "2025-01-31T12:00:00Z"));
        arguments.addAll(List.of(more));
        return ServerProcess.serve(arguments, TOKEN);
    }

    private static ServerProcess.Ended run(String command, String... arguments) {
        return ServerProcess.run(command, List.of(arguments), TOKEN);
    }

    private static void advance(Api api, String instant) {
        api.post("/downbeat/v1/clock", "{\"now\": \"" + instant + "\"}").ok();
    }

    private static long events(Api api) {
        String metric = api.get("/v1/billable-metrics").ok().at("/data/0/id").stringValue();
        long sum = 0;
        for (JsonNode customer :
                api.post("/v1/usage", """
                    {"starting_on": "2025-01-01T00:00:00Z", "ending_before": "2025-02-01T00:00:00Z", "window_size": "NONE",
                     "billable_metrics": [{"id": "%s"}]}\
                    """.formatted(metric)).ok().get("data")) {
            sum += customer.get("value").longValue();
        }
        return sum;
    }
}
