package io.downbeat.notifications;

import static io.downbeat.notifications.WebhooksOnAServer.SECRET;
import static io.downbeat.notifications.WebhooksOnAServer.add;
import static io.downbeat.notifications.WebhooksOnAServer.all;
import static io.downbeat.notifications.WebhooksOnAServer.happen;
import static io.downbeat.notifications.WebhooksOnAServer.shown;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.secrets.SecretBox;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Adding, looking at and archiving webhooks. */
class WebhooksApiTest {
    private static TestServer server;
    private static TestServer strict;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z", Map.of("DOWNBEAT_WEBHOOK_TIMEOUT", "PT0.4S"));
        strict = TestServer.startedAt("2025-01-01T00:00:00Z", Map.of("DOWNBEAT_WEBHOOK_ALLOW_PRIVATE", "false"));
    }

    @AfterAll
    static void stop() {
        server.close();
        strict.close();
    }

    @AfterEach
    void archive_all() {
        for (JsonNode each : all(server, "/downbeat/v1/webhooks?limit=100")) {
            server.api()
                    .post("/downbeat/v1/webhooks/" + each.get("id").stringValue() + "/archive", "{}")
                    .ok();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/hook",
                "HTTPS://example.com:8443/a?b=c",
                "https://10.1.2.3/hook",
                "http://localhost:9/hook",
                "http://127.0.0.1:9",
                "http://[::1]:9/hook"
            })
    void takes(String url) {
        assertThat(shown(server, add(server, url)).get("url").stringValue()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "/hook",
                "https://",
                "https:hook",
                "https://exa mple.com/",
                "https://example.com:99999/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "http://example.com/hook",
                "http://10.1.2.3/hook",
                "http://localhost.example.com/",
                "https://user:secret@example.com/",
                "https://example.com/#part",
                "https://169.254.169.254/latest/meta-data/",
                "https://[fe80::1]/",
                "https://[::ffff:169.254.169.254]/",
                "https://2852039166/",
                "https://0.0.0.0/",
                "https://[::]/",
                "https://224.0.0.1/"
            })
    void refuses(String url) {
        assertThat(server.api()
                        .post("/downbeat/v1/webhooks", "{'url': '" + url + "'}")
                        .refused(400))
                .startsWith("url: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.1.2.3/hook",
                "https://172.16.0.1/",
                "https://192.168.1.1:8443/",
                "https://100.64.0.1/",
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://hook.localhost/",
                "http://localhost:9/hook",
                "http://127.0.0.1:9",
                "https://[::1]/",
                "https://[fd12::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[64:ff9b::10.0.0.1]/",
                "https://[2002:a00:1::]/"
            })
    void refuses_without_the_setting(String url) {
        assertThat(strict.api()
                        .post("/downbeat/v1/webhooks", "{'url': '" + url + "'}")
                        .refused(400))
                .startsWith("url: is an address that is not allowed: it is ")
                .endsWith("DOWNBEAT_WEBHOOK_ALLOW_PRIVATE=true lets through");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/hook",
                "https://localhost.example.com/",
                "https://11.0.0.1/",
                "https://[2606:4700::1111]/"
            })
    void takes_names_and_addresses_of_the_internet_without_asking_a_name_server(String url) {
        assertThat(shown(strict, add(strict, url)).get("url").stringValue()).isEqualTo(url);
    }

    @Test
    void a_secret_made_here_is_shown_once_and_a_given_one_never() throws SQLException {
        JsonNode made = server.api()
                .post("/downbeat/v1/webhooks", "{'url': 'https://example.com/a'}")
                .ok()
                .get("data");
        String secret = made.get("secret").stringValue();
        assertThat(secret).hasSizeGreaterThanOrEqualTo(32);
        String given = server.api()
                .post("/downbeat/v1/webhooks", "{'url': 'https://example.com/b', 'secret': '" + SECRET + "'}")
                .body();
        String later = server.api().get("/downbeat/v1/webhooks").body()
                + server.api()
                        .get("/downbeat/v1/webhooks/" + made.get("id").stringValue())
                        .body();
        assertThat(given + later).doesNotContain(secret).doesNotContain(SECRET).doesNotContain("secret");
        try (var database = server.database().connect();
                var row = database.createStatement()
                        .executeQuery("SELECT id, sealed_secret, webhook::text FROM webhook WHERE url LIKE '%/a'")) {
            row.next();
            assertThat(row.getString(3)).doesNotContain(secret);
            WebhookId id = new WebhookId(row.getObject(1, UUID.class));
            assertThat(new WebhookSecrets(server.bean(SecretBox.class)).open(row.getBytes(2), id))
                    .isEqualTo(secret);
        }
    }

    @Test
    void a_secret_made_here_is_never_kept_with_an_idempotency_key() {
        String body = "{'url': 'https://example.com/hook'}";
        assertThat(server.api()
                        .post("/downbeat/v1/webhooks", body, "Idempotency-Key", "k1")
                        .refused(400))
                .contains("secret: ");
        String own = "{'url': 'https://example.com/hook', 'secret': '" + SECRET + "'}";
        String first = server.api()
                .post("/downbeat/v1/webhooks", own, "Idempotency-Key", "k2")
                .ok()
                .at("/data/id")
                .stringValue();
        assertThat(server.api()
                        .post("/downbeat/v1/webhooks", own, "Idempotency-Key", "k2")
                        .ok()
                        .at("/data/id")
                        .stringValue())
                .isEqualTo(first);
    }

    @Test
    void a_secret_reaches_no_log() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try (Receiver receiver = new Receiver()) {
            receiver.always(Receiver.status(500));
            add(server, receiver.url());
            String made = server.api()
                    .post("/downbeat/v1/webhooks", "{'url': '" + receiver.url() + "?token=abcdef'}")
                    .ok()
                    .at("/data/secret")
                    .stringValue();
            happen(server, "it");
            server.advanceTo("2025-01-04T00:00:00Z");
            List<String> lines = new ArrayList<>();
            log.list.forEach(event -> lines.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : event.getThrowableProxy().getMessage())));
            assertThat(lines).anyMatch(line -> line.contains("did not take notification"));
            assertThat(lines)
                    .noneMatch(line -> line.contains(made) || line.contains(SECRET) || line.contains("abcdef"));
        } finally {
            root.detachAppender(log);
        }
    }

    @Test
    void lists_page_newest_first_and_hide_archived_ones() {
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            added.add(add(server, "https://example.com/" + i));
        }
        assertThat(all(server, "/downbeat/v1/webhooks?limit=2"))
                .extracting(each -> each.get("id").stringValue())
                .containsExactlyElementsOf(added.reversed());
        JsonNode archived = server.api()
                .post("/downbeat/v1/webhooks/" + added.get(1) + "/archive", "{}")
                .ok()
                .get("data");
        assertThat(archived.get("archived_at").stringValue()).isNotEmpty();
        assertThat(server.api()
                        .post("/downbeat/v1/webhooks/" + added.get(1) + "/archive", "{}")
                        .ok()
                        .get("data"))
                .as("archiving twice changes nothing")
                .isEqualTo(archived);
        assertThat(all(server, "/downbeat/v1/webhooks?limit=2")).hasSize(2);
        assertThat(all(server, "/downbeat/v1/webhooks?limit=2&include_archived=true"))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void attempts_page_newest_first_without_repeating_one() throws IOException {
        try (Receiver receiver = new Receiver()) {
            receiver.always(Receiver.status(500));
            String webhook = add(server, receiver.url());
            happen(server, "a");
            happen(server, "b");
            server.settle();
            Receiver.await(() -> receiver.came.size() >= 2);
            List<JsonNode> attempts = all(server, "/downbeat/v1/webhooks/" + webhook + "/attempts?limit=1");
            assertThat(attempts).hasSize(2).doesNotHaveDuplicates();
            assertThat(all(server, "/downbeat/v1/webhooks/" + webhook + "/notifications?limit=1"))
                    .extracting(message -> message.at("/properties/what").stringValue())
                    .containsExactly("b", "a");
            assertThat(server.api()
                            .get("/downbeat/v1/webhooks/" + webhook + "/notifications?state=given_up")
                            .ok()
                            .get("data"))
                    .isEmpty();
        }
    }

    @Test
    void there_are_twenty_at_most() {
        for (int i = 0; i < Webhooks.MOST; i++) {
            add(server, "https://example.com/" + i);
        }
        assertThat(server.api()
                        .post("/downbeat/v1/webhooks", "{'url': 'https://example.com/21'}")
                        .refused(400))
                .contains("archive one");
    }

    @Test
    void two_that_are_added_at_once_do_not_pass_the_limit() {
        for (int i = 1; i < Webhooks.MOST; i++) {
            add(server, "https://example.com/" + i);
        }
        var last = Json.MAPPER.createObjectNode().put("url", "https://example.com/20");
        CompletableFuture<Api.Answer> other = server.bean(Transactions.class).in(() -> {
            server.bean(Webhooks.class).add(Body.of(last, ""));
            CompletableFuture<Api.Answer> asked = CompletableFuture.supplyAsync(
                    () -> server.api().post("/downbeat/v1/webhooks", "{'url': 'https://example.com/21'}"));
            LockWaits.await(server.database(), 1);
            return asked;
        });
        assertThat(other.join().refused(400)).contains("archive one");
        assertThat(all(server, "/downbeat/v1/webhooks?limit=100")).hasSize(Webhooks.MOST);
    }

    @Test
    void what_was_written_in_a_range_is_sent_once_more_and_what_lies_at_its_end_is_not() throws IOException {
        try (var receiver = new Receiver();
                TestServer replaying = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            String webhook = add(replaying, receiver.url());
            String other = add(replaying, receiver.url() + "other");
            for (int day = 2; day < 6; day++) {
                replaying.advanceTo("2025-01-0" + day + "T00:00:00Z");
                happen(replaying, "on the " + day);
                replaying.settle();
            }
            assertThat(receiver.came).hasSize(8);
            JsonNode answer = replay(replaying, webhook, "2025-01-03T00:00:00Z", "2025-01-05T00:00:00Z")
                    .ok();
            assertThat(answer.at("/data/replayed").intValue()).isEqualTo(2);
            replaying.settle();
            assertThat(receiver.came.subList(8, receiver.came.size()).stream()
                            .map(came -> came.json().at("/properties/what").stringValue()))
                    .containsExactlyInAnyOrder("on the 3", "on the 4");
            assertThat(receiver.came.stream().map(Receiver.Came::id).distinct())
                    .as("with the ids that they had")
                    .hasSize(4);
            assertThat(shown(replaying, other).get("pending").intValue()).isZero();
            assertThat(replaying.audited("replay_webhook")).isEqualTo(1);

            assertThat(replay(replaying, webhook, "2025-01-05T00:00:00Z", "2025-01-05T00:00:00Z")
                            .refused(400))
                    .isEqualTo("to: must be after from");
            replaying
                    .api()
                    .post("/downbeat/v1/webhooks/" + webhook + "/test", "{}")
                    .ok();
            replaying.settle();
            assertThat(receiver.came.getLast().json().get("type").stringValue()).isEqualTo("downbeat.test");
            replaying
                    .api()
                    .post("/downbeat/v1/webhooks/" + webhook + "/archive", "{}")
                    .ok();
            assertThat(replay(replaying, webhook, "2025-01-03T00:00:00Z", "2025-01-05T00:00:00Z")
                            .refused(400))
                    .contains("archived");
        }
    }

    private static Api.Answer replay(TestServer server, String webhook, String from, String to) {
        return server.api()
                .post("/downbeat/v1/webhooks/" + webhook + "/replay", "{'from': '%s', 'to': '%s'}".formatted(from, to));
    }

    @Test
    void what_is_not_there_is_404_and_what_is_not_known_400() {
        String nobody = "/downbeat/v1/webhooks/" + UUID.randomUUID();
        assertThat(server.api().get(nobody).refused(404)).contains("no webhook");
        server.api().get(nobody + "/attempts").refused(404);
        server.api().get(nobody + "/notifications").refused(404);
        server.api().post(nobody + "/archive", "{}").refused(404);
        server.api().post(nobody + "/test", "{}").refused(404);
        replay(server, nobody.substring(nobody.lastIndexOf('/') + 1), "2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z")
                .refused(404);
        server.api()
                .post(nobody + "/notifications/" + UUID.randomUUID() + "/retry", "{}")
                .refused(404);
        server.api()
                .post("/downbeat/v1/webhooks", "{'url': 'https://example.com/', 'secret': 'short'}")
                .refused(400);
        server.api()
                .post("/downbeat/v1/webhooks", "{'url': 'https://example.com/', 'types': []}")
                .refused(400);
        server.api().post("/downbeat/v1/webhooks", "{}").refused(400);
    }
}
