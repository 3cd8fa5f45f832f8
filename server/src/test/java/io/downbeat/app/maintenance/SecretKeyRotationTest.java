package io.downbeat.app.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.Admission;
import io.downbeat.app.DownbeatServer;
import io.downbeat.app.ServerOptions;
import io.downbeat.app.SettingsSource;
import io.downbeat.app.secretkey.SecretKeyStore;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.secrets.SealedColumn;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The secret key is changed under servers at work, and no secret is ever out of their reach. */
class SecretKeyRotationTest {
    private static final String OLD = TestServer.SECRET_KEY;
    private static final String NEW = "a-newer-secret-key-of-32-chars-or-more";
    private static final Map<String, String> ONLY_OLD = Map.of("DOWNBEAT_SECRET_KEY", OLD);
    private static final Map<String, String> ONLY_NEW = Map.of("DOWNBEAT_SECRET_KEY", NEW);
    private static final Map<String, String> BOTH =
            Map.of("DOWNBEAT_SECRET_KEY", NEW, "DOWNBEAT_SECRET_KEY_PREVIOUS", OLD);
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    private final List<DownbeatServer> servers = new ArrayList<>();
    private TestDatabase database;

    @BeforeEach
    void fresh() {
        database = TestPostgres.migrated();
    }

    @AfterEach
    void stop() {
        servers.forEach(DownbeatServer::close);
        database.close();
    }

    @Test
    void with_two_servers_at_work_every_secret_changes_its_key_and_opens_before_and_after() {
        DownbeatServer first = start(ONLY_OLD);
        DownbeatServer second = start(ONLY_OLD);
        String method = setUp(first);
        addWebhook(first);
        restart(first, BOTH);
        assertThat(servers.getLast().notes()).anyMatch(note -> note.contains("./downbeat rotate-secret-key"));
        assertThat(key(servers.getLast(), method)).isEqualTo("rk_test_not_a_key");
        String meanwhile = setUp(servers.getLast());
        assertThat(key(second, meanwhile)).isEqualTo("rk_test_not_a_key");

        var early = rotate(BOTH);
        assertThat(early.exitCode()).as(early.output()).isEqualTo(2);
        assertThat(early.output().strip())
                .startsWith("downbeat: a server is at work without key " + new SecretBox(NEW).keyId())
                .hasLineCount(1);

        restart(second, BOTH);
        var done = rotate(BOTH);
        assertThat(done.exitCode()).as(done.output()).isZero();
        assertThat(done.output())
                .containsPattern("delivery_method.sealed_secrets +2")
                .containsPattern("webhook.sealed_secret +1")
                .contains(new SecretBox(NEW).keyId())
                .doesNotContain(NEW)
                .doesNotContain(OLD);
        servers.forEach(server -> assertThat(key(server, method)).isEqualTo("rk_test_not_a_key"));

        DownbeatServer alone = start(ONLY_NEW);
        assertThat(key(alone, meanwhile)).isEqualTo("rk_test_not_a_key");
        assertThat(key(alone, setUp(servers.getFirst()))).isEqualTo("rk_test_not_a_key");
        assertThatThrownBy(() -> start(ONLY_OLD)).isInstanceOf(StartRefused.class);
        assertThat(rotate(BOTH).output()).containsPattern("delivery_method.sealed_secrets +0");
    }

    @Test
    void one_that_is_broken_off_goes_on_and_until_then_needs_both_keys() {
        DownbeatServer server = start(BOTH);
        // A fresh database's key is the current one; this one's is the old.
        restart(server, BOTH);
        List<String> methods = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            methods.add(setUp(servers.getLast()));
        }
        becomeOld();
        var rotation = new SecretKeyRotation(database.dataSource(), new SecretBox(NEW, OLD));
        assertThatThrownBy(() -> rotation.rotate((column, count) -> {
                    throw new IllegalStateException("killed after " + count + " of " + column);
                }))
                .hasMessageContaining("killed after 3 of delivery_method");
        becomeUnfinished(methods.getFirst());

        assertThatThrownBy(() -> start(ONLY_NEW))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is not finished");
        assertThat(rotate(ONLY_NEW).output()).contains("is not finished").hasLineCount(1);
        assertThat(rotate(Map.of(
                                "DOWNBEAT_SECRET_KEY",
                                "a-third-secret-key-of-32-chars-or-more",
                                "DOWNBEAT_SECRET_KEY_PREVIOUS",
                                NEW))
                        .output())
                .contains("is not finished");
        assertThat(key(servers.getLast(), methods.getFirst())).isEqualTo("rk_test_not_a_key");
        assertThat(rotate(BOTH).output()).containsPattern("delivery_method.sealed_secrets +1");
        assertThat(key(start(ONLY_NEW), methods.getFirst())).isEqualTo("rk_test_not_a_key");
    }

    @Test
    void a_pair_that_is_not_the_databases_is_one_sentence_and_exit_code_2() {
        start(ONLY_OLD);
        var ended = rotate(Map.of(
                "DOWNBEAT_SECRET_KEY", NEW, "DOWNBEAT_SECRET_KEY_PREVIOUS", "a-wrong-secret-key-of-32-chars-or-more"));
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
        assertThat(ended.output().strip())
                .startsWith("downbeat: DOWNBEAT_SECRET_KEY is not the key of this database")
                .contains(new SecretBox(OLD).keyId(), new SecretBox(NEW).keyId())
                .hasLineCount(1);
    }

    @Test
    void a_server_that_lacks_the_new_key_is_known_again_after_its_connection_broke() throws Exception {
        start(ONLY_OLD);
        JdbcClient client = JdbcClient.create(database.dataSource());
        SecretKeyStore keys = new SecretKeyStore(client);
        String id = new SecretBox(NEW).keyId();
        assertThat(keys.serversWithout(id, Admission.AT_WORK)).isOne();
        client.sql("""
            SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """).query(Boolean.class).list();
        for (int i = 0; i < 300 && keys.serversWithout(id, Admission.AT_WORK) == 0; i++) {
            Thread.sleep(100);
        }
        assertThatThrownBy(() -> new SecretKeyRotation(database.dataSource(), new SecretBox(NEW, OLD))
                        .rotate((column, count) -> {}))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("a server is at work without key " + id);
    }

    @Test
    void what_is_sealed_while_the_key_changes_is_not_missed() throws Exception {
        start(ONLY_OLD).close();
        servers.clear();
        DownbeatServer one = start(BOTH);
        DownbeatServer other = start(BOTH);
        AtomicInteger made = new AtomicInteger();
        List<Thread> threads = List.of(one, other).stream()
                .map(server -> Thread.ofVirtual().start(() -> {
                    while (made.incrementAndGet() <= 60) {
                        setUp(server);
                    }
                }))
                .toList();
        while (made.get() < 20) {
            Thread.sleep(5);
        }
        new SecretKeyRotation(database.dataSource(), new SecretBox(NEW, OLD)).rotate((column, count) -> {});
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(JdbcClient.create(database.dataSource())
                        .sql("SELECT substr(sealed_secrets, 1, 9) FROM delivery_method")
                        .query(byte[].class)
                        .list())
                .hasSize(60)
                .allMatch(head -> java.util.Arrays.equals(head, new SecretBox(NEW).head()));
    }

    /** A sealed secret is bytes to the database: whoever adds a column of bytes says here which kind it is. */
    @Test
    void every_column_of_bytes_is_sealed_again_or_known_to_hold_no_secret() {
        JdbcClient client = JdbcClient.create(database.dataSource());
        List<String> found = client.sql("""
            SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = 'public' AND c.data_type = 'bytea' AND t.table_type = 'BASE TABLE'
                AND c.column_name !~ 'sha256$' AND c.column_name NOT IN ('chain')
            """).query(String.class).list();
        List<String> known = new ArrayList<>(List.of(
                "delivery.payload",
                "idempotency_key.request_hash",
                "idempotency_key.response",
                "secret_key_check.check_value"));
        SecretKeyRotation.columns(client).stream().map(SealedColumn::name).forEach(known::add);
        assertThat(found).containsExactlyInAnyOrderElementsOf(known);
    }

    private DownbeatServer start(Map<String, String> keys) {
        DownbeatServer server = DownbeatServer.start(
                new ServerOptions("127.0.0.1", 0, Path.of("target"), database.jdbcUrl(), null, false),
                new SettingsSource(environment(keys), Map.of()));
        servers.add(server);
        return server;
    }

    private void restart(DownbeatServer server, Map<String, String> keys) {
        server.close();
        servers.remove(server);
        start(keys);
    }

    private Map<String, String> environment(Map<String, String> keys) {
        Map<String, String> environment = new HashMap<>(ServerProcess.withDatabase(database, keys));
        environment.putIfAbsent("DOWNBEAT_SECRET_KEY_PREVIOUS", "");
        environment.put("DOWNBEAT_WEBHOOK_ALLOW_PRIVATE", "true");
        return environment;
    }

    private ServerProcess.Ended rotate(Map<String, String> keys) {
        return ServerProcess.run("rotate-secret-key", List.of("--database-url", database.jdbcUrl()), environment(keys));
    }

    private static String setUp(DownbeatServer server) {
        return new Api(server.uri(), TestServer.TOKEN)
                .post("/v1/setUpBillingProvider", """
                    {"billing_provider": "stripe", "delivery_method": "direct_to_billing_provider",
                     "configuration": {"stripe_account_id": "acct_%d", "stripe_api_key": "rk_test_not_a_key",
                       "stripe_webhook_secret": "whsec_test"}}\
                    """.formatted(ACCOUNTS.incrementAndGet()))
                .ok()
                .at("/data/delivery_method_id")
                .stringValue();
    }

    private static void addWebhook(DownbeatServer server) {
        new Api(server.uri(), TestServer.TOKEN)
                .post("/downbeat/v1/webhooks", "{\"url\": \"http://127.0.0.1:9/hook\"}")
                .ok();
    }

    private static String key(DownbeatServer server, String method) {
        return server.bean(Providers.class)
                .secrets(new DeliveryMethodId(UUID.fromString(method)))
                .get("stripe_api_key");
    }

    /** As if it had been sealed with the old key from the beginning. */
    private void becomeOld() {
        new SecretKeyRotation(database.dataSource(), new SecretBox(OLD, NEW)).rotate((column, count) -> {});
    }

    /** As if the rotation had not come to this row. */
    private void becomeUnfinished(String method) {
        JdbcClient client = JdbcClient.create(database.dataSource());
        byte[] bytes = client.sql("SELECT sealed_secrets FROM delivery_method WHERE id = :id::uuid")
                .param("id", method)
                .query(byte[].class)
                .single();
        client.sql("UPDATE delivery_method SET sealed_secrets = :bytes WHERE id = :id::uuid")
                .param("id", method)
                .param("bytes", new SecretBox(OLD).seal(new SecretBox(NEW).open(bytes, method), method))
                .update();
    }
}
