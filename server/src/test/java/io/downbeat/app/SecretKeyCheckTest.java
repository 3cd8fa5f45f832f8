package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All servers on one database have one secret key. */
class SecretKeyCheckTest {
    private static final String ANOTHER_KEY = "another-secret-key-of-32-chars-or-more";

    private TestDatabase database;

    @BeforeEach
    void fresh() {
        database = TestPostgres.migrated();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private DownbeatServer start(String key, Instant clock) {
        return DownbeatServer.start(
                new ServerOptions("127.0.0.1", 0, Path.of("target"), database.jdbcUrl(), clock, false),
                new SettingsSource(ServerProcess.withDatabase(database, Map.of("DOWNBEAT_SECRET_KEY", key)), Map.of()));
    }

    private String row() {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT coalesce(string_agg(secret_key_check::text, ' '), '') FROM secret_key_check")
                .query(String.class)
                .single();
    }

    @Test
    void a_second_server_with_another_key_is_one_sentence_and_exit_code_2() {
        try (DownbeatServer first = start(TestServer.SECRET_KEY, null)) {
            var ended = ServerProcess.run(
                    "serve",
                    List.of("--port", "0", "--database-url", database.jdbcUrl()),
                    ServerProcess.withDatabase(database, Map.of("DOWNBEAT_SECRET_KEY", ANOTHER_KEY)));
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
            assertThat(ended.output())
                    .contains("downbeat: DOWNBEAT_SECRET_KEY is not the key of this database")
                    .contains(new SecretBox(TestServer.SECRET_KEY).keyId())
                    .contains(new SecretBox(ANOTHER_KEY).keyId())
                    .doesNotContain(ANOTHER_KEY)
                    .doesNotContain(TestServer.SECRET_KEY)
                    .doesNotContain("\tat ");
            assertThat(first.uri()).isNotNull();
        }
        start(TestServer.SECRET_KEY, null).close();
    }

    @Test
    void of_two_first_servers_with_two_keys_one_starts() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> started = List.of(TestServer.SECRET_KEY, ANOTHER_KEY).stream()
                    .map(key -> threads.submit((Callable<Boolean>) () -> {
                        together.await();
                        try (DownbeatServer server = start(key, null)) {
                            return true;
                        } catch (StartRefused refused) {
                            assertThat(refused).hasMessageContaining("is not the key of this database");
                            return false;
                        }
                    }))
                    .toList();
            assertThat(List.of(started.get(0).get(), started.get(1).get())).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void a_refused_start_makes_no_key_the_databases() {
        start(TestServer.SECRET_KEY, Instant.parse("2999-01-01T00:00:00Z")).close();
        JdbcClient.create(database.dataSource())
                .sql("DELETE FROM secret_key_check")
                .update();
        assertThatThrownBy(() -> start(ANOTHER_KEY, null)).isInstanceOf(StartRefused.class);
        assertThat(row()).isEmpty();
    }

    @Test
    void the_database_keeps_neither_the_key_nor_what_leads_to_it() {
        start(TestServer.SECRET_KEY, null).close();
        assertThat(row()).contains(new SecretBox(TestServer.SECRET_KEY).keyId()).doesNotContain(TestServer.SECRET_KEY);
    }
}
