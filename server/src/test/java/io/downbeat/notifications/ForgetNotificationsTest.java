package io.downbeat.notifications;

import static io.downbeat.notifications.WebhooksOnAServer.add;
import static io.downbeat.notifications.WebhooksOnAServer.attempts;
import static io.downbeat.notifications.WebhooksOnAServer.happen;
import static io.downbeat.notifications.WebhooksOnAServer.messages;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was told does not stay for ever; what was not told does. */
class ForgetNotificationsTest {
    private static final String NOBODY = "http://127.0.0.1:9/hook";

    private TestServer server;
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        receiver = new Receiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
        server.close();
    }

    private long rows(String table) {
        return server.bean(JdbcClient.class)
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    @Test
    void a_delivered_message_goes_with_its_attempts_after_35_days_and_an_hour_of_gathering() {
        String webhook = add(server, receiver.url());
        receiver.next(Receiver.status(500));
        happen(server, "it");
        server.settle();
        server.advanceTo("2025-02-05T00:00:00Z");
        assertThat(messages(server, webhook))
                .as("35 days, less the retry's moment")
                .hasSize(1);
        assertThat(attempts(server, webhook)).hasSize(2);
        server.advanceTo("2025-02-05T01:01:00Z");
        assertThat(messages(server, webhook)).isEmpty();
        assertThat(attempts(server, webhook)).isEmpty();
        assertThat(rows("notification")).isZero();
        assertThat(server.bean(ForgetNotifications.class).nextDue()).isEmpty();
    }

    @Test
    void not_a_moment_before_and_at_once_after() {
        add(server, receiver.url());
        happen(server, "it");
        server.settle();
        var forget = server.bean(ForgetNotifications.class);
        Instant due = Instant.parse("2025-02-05T01:00:00Z");
        assertThat(forget.nextDue()).contains(due);
        assertThat(forget.runDue(due.minusMillis(1))).isZero();
        assertThat(forget.runDue(due)).isOne();
        assertThat(forget.runDue(due)).isZero();
    }

    @Test
    void what_was_given_up_stays_with_its_notification_though_another_webhook_took_it() {
        String taken = add(server, receiver.url());
        String givenUp = add(server, NOBODY);
        happen(server, "it");
        server.advanceTo("2025-06-01T00:00:00Z");
        assertThat(messages(server, taken)).isEmpty();
        assertThat(messages(server, givenUp))
                .singleElement()
                .satisfies(message ->
                        assertThat(message.at("/properties/what").stringValue()).isEqualTo("it"));
        assertThat(attempts(server, givenUp)).isNotEmpty();
    }

    @Test
    void what_was_sent_again_late_is_kept_35_days_from_then() {
        String webhook = add(server, NOBODY);
        happen(server, "it");
        server.advanceTo("2025-03-01T00:00:00Z");
        String id = messages(server, webhook).getFirst().get("id").stringValue();
        server.bean(JdbcClient.class)
                .sql("UPDATE webhook SET url = :url")
                .param("url", receiver.url())
                .update();
        server.api()
                .post("/downbeat/v1/webhooks/" + webhook + "/notifications/" + id + "/retry", "{}")
                .ok();
        server.settle();
        server.advanceTo("2025-04-05T00:00:00Z");
        assertThat(messages(server, webhook)).hasSize(1);
        server.advanceTo("2025-04-05T01:01:00Z");
        assertThat(messages(server, webhook)).isEmpty();
    }

    @Test
    void what_was_cancelled_with_its_webhook_goes_too() {
        String webhook = add(server, NOBODY);
        happen(server, "it");
        server.settle();
        server.api().post("/downbeat/v1/webhooks/" + webhook + "/archive", "{}").ok();
        server.advanceTo("2025-02-06T00:00:00Z");
        assertThat(messages(server, webhook)).isEmpty();
        assertThat(rows("notification")).isZero();
    }

    @Test
    void a_batch_is_bounded() {
        add(server, receiver.url());
        for (int i = 0; i < 5; i++) {
            happen(server, "n" + i);
        }
        server.settle();
        var cleaning = server.bean(OutboxCleaning.class);
        Instant before = Instant.parse("2026-01-01T00:00:00Z");
        List<Integer> batches = List.of(forget(cleaning, before), forget(cleaning, before), forget(cleaning, before));
        assertThat(batches).containsExactly(3, 2, 0);
        assertThat(rows("notification")).isZero();
    }

    @Test
    void two_servers_that_each_drop_one_of_two_messages_leave_no_notification_behind() throws Exception {
        add(server, receiver.url());
        add(server, receiver.url());
        for (int i = 0; i < 20; i++) {
            happen(server, "n" + i);
        }
        server.settle();
        var cleaning = server.bean(OutboxCleaning.class);
        CyclicBarrier together = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> all = () -> {
                together.await();
                int dropped = 0;
                // One that finds everything locked elsewhere comes back, as a server does.
                while (rows("webhook_message") > 0) {
                    dropped += forget(cleaning, Instant.parse("2026-01-01T00:00:00Z"));
                }
                return dropped;
            };
            var one = threads.submit(all);
            var other = threads.submit(all);
            assertThat(one.get() + other.get()).isEqualTo(40);
        }
        assertThat(rows("notification")).isZero();
    }

    private int forget(OutboxCleaning cleaning, Instant before) {
        return server.bean(Transactions.class).apart(() -> cleaning.forget(before, 3));
    }
}
