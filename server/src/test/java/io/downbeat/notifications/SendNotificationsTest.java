package io.downbeat.notifications;

import static io.downbeat.notifications.WebhooksOnAServer.SECRET;
import static io.downbeat.notifications.WebhooksOnAServer.add;
import static io.downbeat.notifications.WebhooksOnAServer.attempts;
import static io.downbeat.notifications.WebhooksOnAServer.happen;
import static io.downbeat.notifications.WebhooksOnAServer.messages;
import static io.downbeat.notifications.WebhooksOnAServer.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.LogLines;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A notification on its way from the transaction in which something happened to everybody who wants to know. */
class SendNotificationsTest {
    private static final String START = "2025-01-01T00:00:00Z";

    private TestServer server;
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.startedAt(START, Map.of("DOWNBEAT_WEBHOOK_TIMEOUT", "PT1S"));
        receiver = new Receiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
        server.close();
    }

    @Test
    void every_webhook_gets_the_same_bytes_signed_with_its_own_secret() throws IOException {
        try (Receiver second = new Receiver()) {
            add(server, receiver.url());
            String made = server.api()
                    .post("/downbeat/v1/webhooks", "{'url': '" + second.url() + "'}")
                    .ok()
                    .at("/data/secret")
                    .stringValue();
            happen(server, "it");
            server.settle();

            Receiver.Came first = only(receiver);
            Receiver.Came other = only(second);
            assertThat(first.body()).isEqualTo(other.body());
            assertThat(first.json().propertyNames()).containsExactly("id", "type", "properties");
            assertThat(first.json().get("type").stringValue()).isEqualTo("test.happened");
            assertThat(first.json().at("/properties/what").stringValue()).isEqualTo("it");
            assertThat(first.header("Content-Type")).isEqualTo("application/json");
            assertSigned(first, SECRET);
            assertSigned(other, made);
        }
    }

    /** A stored address that no request can be made to is a bug of ours, or somebody's work on the database. */
    @Test
    void a_failure_of_ours_is_tried_three_times_and_quotes_nothing() {
        try (LogLines log = new LogLines()) {
            String webhook = add(server, receiver.url());
            server.bean(JdbcClient.class)
                    .sql("UPDATE webhook SET url = 'gopher://host/?token=sk_live_123'")
                    .update();
            happen(server, "it");
            server.advanceTo("2025-01-01T06:00:00Z");

            assertThat(attempts(server, webhook))
                    .hasSize(3)
                    .allSatisfy(attempt -> assertThat(attempt.toString())
                            .contains("failed in Downbeat (IllegalArgumentException)")
                            .doesNotContain("sk_live_123"));
            assertThat(messages(server, webhook).getFirst().get("state").stringValue())
                    .isEqualTo("GIVEN_UP");
            assertThat(log.about("at io.downbeat")).as("one stack trace").hasSize(1);
            assertThat(log.toString()).doesNotContain("sk_live_123");
        }
    }

    private static void assertSigned(Receiver.Came came, String secret) {
        String date = came.header("X-Metronome-Date");
        assertThat(came.header("Date")).isEqualTo(date);
        assertThat(came.header("Metronome-Webhook-Signature")).isEqualTo(Signature.of(secret, date, came.body()));
    }

    @Test
    void the_date_is_the_real_one_because_receivers_hold_it_against_their_own_clock() throws SQLException {
        add(server, receiver.url());
        happen(server, "it");
        server.settle();
        Instant date = ZonedDateTime.parse(only(receiver).header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        assertThat(Duration.between(date, realTime()).abs()).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void what_is_refused_dropped_or_redirected_goes_out_again_with_the_same_bytes() {
        String webhook = add(server, receiver.url());
        receiver.next(Receiver.status(500))
                .next(Receiver.dropped())
                .next(exchange -> {
                    exchange.getResponseHeaders().add("Location", receiver.url());
                    exchange.sendResponseHeaders(307, -1);
                })
                .next(Receiver.status(300))
                .next(receiver.hung())
                .next(Receiver.status(299));
        happen(server, "it");
        server.advanceTo("2025-01-01T01:00:00Z");

        assertThat(receiver.came).hasSize(6);
        assertThat(receiver.came)
                .allSatisfy(came -> assertThat(came.body())
                        .isEqualTo(receiver.came.getFirst().body()));
        assertThat(attempts(server, webhook).reversed())
                .extracting(attempt -> attempt.path("status").asString("") + " "
                        + attempt.path("error").asString(""))
                .containsExactly(
                        "500 answered 500",
                        " the connection broke off before an answer (NoHttpResponseException)",
                        "307 answered 307: redirects are not followed",
                        "300 answered 300: redirects are not followed",
                        " no answer within 1000 ms",
                        "299 ");
        assertThat(only(messages(server, webhook)).get("state").stringValue()).isEqualTo("DELIVERED");
    }

    @Test
    void the_status_counts_whatever_becomes_of_the_body() {
        String webhook = add(server, receiver.url());
        receiver.next(receiver.trickling(200));
        happen(server, "it");
        server.settle();
        assertThat(only(messages(server, webhook)).get("state").stringValue()).isEqualTo("DELIVERED");
    }

    @Test
    void an_address_that_is_not_allowed_is_a_failed_attempt_and_nobody_is_called() {
        try (TestServer strict = TestServer.startedAt(START, Map.of("DOWNBEAT_WEBHOOK_ALLOW_PRIVATE", ""))) {
            String webhook = add(strict, "https://example.com/hook");
            // As its name would lead here.
            strict.bean(JdbcClient.class)
                    .sql("UPDATE webhook SET url = :url")
                    .param("url", receiver.url())
                    .update();
            happen(strict, "it");
            strict.settle();
            assertThat(receiver.came).isEmpty();
            assertThat(only(attempts(strict, webhook)).get("error").stringValue())
                    .startsWith("address not allowed: it is loopback");
            assertThat(only(messages(strict, webhook)).get("state").stringValue())
                    .isEqualTo("PENDING");
        }
    }

    @Test
    void what_was_given_up_is_an_alert_until_it_is_sent_again_or_the_webhook_archived() throws IOException {
        int free = freePort();
        String sentAgain = add(server, "http://127.0.0.1:" + free + "/hook?token=abcdef");
        String archived = add(server, "http://127.0.0.1:9/hook");
        happen(server, "one");
        happen(server, "two");
        server.advanceTo("2025-01-02T23:59:59Z");
        assertThat(alerts()).as("it may still come through").isEmpty();
        server.advanceTo("2025-01-03T00:00:00Z");
        assertThat(alerts())
                .hasSize(2)
                .allSatisfy(alert -> assertThat(alert.get("kind").stringValue()).isEqualTo("WEBHOOK_GIVEN_UP"))
                .extracting(alert -> alert.get("subject").stringValue())
                .containsExactlyInAnyOrder(sentAgain, archived);
        assertThat(alerts().toString())
                .contains("the webhook at 127.0.0.1:" + free + " did not take 2 notification(s)")
                .doesNotContain("abcdef");

        server.api()
                .post("/downbeat/v1/webhooks/" + archived + "/archive", "{}")
                .ok();
        for (JsonNode message : messages(server, sentAgain)) {
            assertThat(alerts()).hasSize(1);
            server.api()
                    .post(
                            "/downbeat/v1/webhooks/" + sentAgain + "/notifications/"
                                    + message.get("id").stringValue() + "/retry",
                            "{}")
                    .ok();
        }
        assertThat(alerts()).isEmpty();
        assertThat(server.api()
                        .post("/downbeat/v1/alerts/" + sentAgain + "/clear", "{'reason': 'seen'}")
                        .refused(404))
                .contains("no alert has the id");
    }

    private List<JsonNode> alerts() {
        return WebhooksOnAServer.all(server, "/downbeat/v1/alerts?limit=1");
    }

    @Test
    void what_is_rolled_back_is_told_to_nobody() {
        String webhook = add(server, receiver.url());
        var transactions = server.bean(Transactions.class);
        var writing = server.bean(WriteNotifications.class);
        try {
            transactions.run(() -> {
                writing.on(new Notification("test.happened", Map.of("what", "nothing")));
                throw new IllegalStateException("rolled back");
            });
        } catch (IllegalStateException asPlanned) {
            happen(server, "something");
        }
        server.settle();
        assertThat(only(receiver).json().at("/properties/what").stringValue()).isEqualTo("something");
        assertThat(messages(server, webhook)).hasSize(1);
    }

    @Test
    void nothing_is_told_outside_the_transaction_of_what_happened() {
        add(server, receiver.url());
        var writing = server.bean(WriteNotifications.class);
        assertThatThrownBy(() -> writing.on(new Notification("test.happened", Map.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("test.happened");
    }

    @Test
    void a_webhook_that_does_not_answer_holds_up_no_other_one() throws IOException {
        try (Receiver slow = new Receiver()) {
            slow.always(slow.hung());
            add(server, slow.url());
            add(server, receiver.url());
            for (int i = 0; i < 20; i++) {
                happen(server, "n" + i);
            }
            // Without an advance: the server's own loop sends.
            receiver.awaitRequests(20);
            assertThat(slow.came.size()).isBetween(1, 12);
            assertThat(receiver.came.stream().map(Receiver.Came::id).distinct()).hasSize(20);
        }
    }

    @Test
    void after_two_days_a_dead_webhook_is_given_up_visibly_and_a_person_sends_it_again() throws IOException {
        int free = freePort();
        String webhook = add(server, "http://127.0.0.1:" + free + "/hook");
        happen(server, "it");
        server.advanceTo("2025-01-02T23:59:59Z");
        assertThat(shown(server, webhook).get("pending").intValue()).isEqualTo(1);
        server.advanceTo("2025-01-03T00:00:00Z");

        assertThat(shown(server, webhook).get("pending").intValue()).isZero();
        assertThat(shown(server, webhook).get("given_up").intValue()).isEqualTo(1);
        JsonNode message = only(messages(server, webhook));
        assertThat(message.get("state").stringValue()).isEqualTo("GIVEN_UP");
        assertThat(message.get("attempts").intValue()).isBetween(199, 205);
        JsonNode last = attempts(server, webhook).getFirst();
        assertThat(last.get("started_at").stringValue()).isEqualTo("2025-01-03T00:00:00.000Z");
        assertThat(last.get("error").stringValue()).startsWith("no connection");

        String retry = "/downbeat/v1/webhooks/" + webhook + "/notifications/"
                + message.get("id").stringValue() + "/retry";
        // It is there before anybody sends: the server's own loop may begin as soon as it is asked.
        try (Receiver again = new Receiver(free)) {
            server.api().post(retry, "{}").ok();
            assertThat(server.api().post(retry, "{}").refused(400)).contains("given up");
            assertThat(server.audited("retry_notification")).isEqualTo(1);
            server.settle();
            assertThat(only(again).id()).isEqualTo(message.get("id").stringValue());
        }
        assertThat(only(messages(server, webhook)).get("state").stringValue()).isEqualTo("DELIVERED");
        assertThat(shown(server, webhook).get("given_up").intValue()).isZero();
    }

    @Test
    void three_days_pass_in_seconds_although_a_receiver_hangs() {
        String webhook = add(server, receiver.url());
        receiver.always(receiver.hung());
        for (int i = 0; i < 3; i++) {
            happen(server, "n" + i);
        }
        long began = System.nanoTime();
        server.advanceTo("2025-01-04T00:00:00Z");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(took).isLessThan(Duration.ofSeconds(60));
        assertThat(shown(server, webhook).get("given_up").intValue()).isEqualTo(3);
        assertThat(attempts(server, webhook))
                .filteredOn(attempt -> attempt.get("error").stringValue().startsWith("not tried"))
                .isNotEmpty();
    }

    @Test
    void what_a_server_sent_before_it_died_goes_out_again_with_the_same_id_and_bytes() throws SQLException {
        String webhook = add(server, receiver.url());
        var outbox = server.bean(OutboxStore.class);
        Instant now = Instant.parse(START);
        List<ClaimedMessage> taken = server.bean(Transactions.class).in(() -> {
            server.bean(WriteNotifications.class).on(new Notification("test.happened", Map.of("what", "it")));
            return outbox.claim(4, Duration.ofMinutes(10), now);
        });
        ClaimedMessage message = only(taken);
        // It sends, and dies before it writes down that it was heard.
        server.bean(WebhookCall.class)
                .post(message.url(), SECRET, message.body().getBytes(StandardCharsets.UTF_8), message.claimedAt());
        assertThat(server.bean(SendNotifications.class).runDue(now)).isZero();
        assertThat(server.bean(SendNotifications.class).nextDue()).contains(now);
        assertThat(receiver.came).hasSize(1);

        endLeases();
        server.settle();
        assertThat(receiver.came).hasSize(2);
        assertThat(receiver.came.getLast().body())
                .isEqualTo(receiver.came.getFirst().body());
        assertThat(receiver.came.getLast().id())
                .isEqualTo(message.notification().toString());
        List<JsonNode> attempts = attempts(server, webhook);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.getLast().get("ended_at").isNull()).isTrue();

        // Its failure, noted too late, takes nothing back; nor would its success have changed anything.
        assertThat(outbox.failed(message, Optional.of(now.plusSeconds(1)))).isFalse();
        assertThat(only(messages(server, webhook)).get("state").stringValue()).isEqualTo("DELIVERED");
    }

    @Test
    void two_servers_share_the_work_and_send_each_message_once() {
        add(server, receiver.url());
        try (TestServer second = server.another(Map.of())) {
            for (int i = 0; i < 40; i++) {
                happen(i % 2 == 0 ? server : second, "n" + i);
            }
            server.settle();
            assertThat(receiver.came.stream().map(Receiver.Came::id).distinct()).hasSize(40);
            assertThat(receiver.came).hasSize(40);
        }
    }

    @Test
    void an_archived_webhook_is_told_nothing_more_not_even_what_waits() throws IOException {
        String webhook = add(server, receiver.url());
        receiver.always(Receiver.status(503));
        happen(server, "before");
        server.settle();
        int before = receiver.came.size();
        server.api().post("/downbeat/v1/webhooks/" + webhook + "/archive", "{}").ok();
        happen(server, "after");
        server.advanceTo("2025-01-01T06:00:00Z");
        assertThat(receiver.came).hasSize(before);
        assertThat(only(messages(server, webhook)).get("state").stringValue()).isEqualTo("CANCELLED");
        assertThat(server.bean(SendNotifications.class).nextDue()).isEmpty();
    }

    private Instant realTime() throws SQLException {
        try (var database = server.database().connect();
                var row = database.createStatement().executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private void endLeases() throws SQLException {
        try (var database = server.database().connect();
                var statement = database.createStatement()) {
            statement.executeUpdate("UPDATE webhook_message SET lease_until = clock_timestamp()");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Receiver.Came only(Receiver receiver) {
        return only(receiver.came);
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.getFirst();
    }
}
