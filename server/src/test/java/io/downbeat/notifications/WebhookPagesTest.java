package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.Console;
import io.downbeat.testing.TestServer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A webhook's page in the console, beside a receiver that takes nothing for a while. */
class WebhookPagesTest {
    private static final Pattern SEND_AGAIN = Pattern.compile("action=\"(/console/settings/webhooks/[^\"]+/retry)\"");

    @Test
    void a_test_message_goes_to_the_webhook_that_is_tried_and_to_no_other() throws Exception {
        try (TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");
                Receiver receiver = new Receiver();
                Receiver second = new Receiver();
                Console admin = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            String tried = WebhooksOnAServer.add(server, receiver.url());
            WebhooksOnAServer.add(server, second.url());
            String page = "/console/settings/webhooks/" + tried;
            assertThat(admin.post(page, page + "/test", Map.of()).statusCode()).isEqualTo(303);
            server.settle();

            assertThat(receiver.came).singleElement().satisfies(came -> {
                assertThat(came.json().get("type").stringValue()).isEqualTo("downbeat.test");
                assertThat(came.json().at("/properties/webhook_id").stringValue())
                        .isEqualTo(tried);
                assertThat(came.header("Metronome-Webhook-Signature")).isNotBlank();
            });
            assertThat(second.came).isEmpty();
            assertThat(server.audited("test_webhook")).isEqualTo(1);
        }
    }

    @Test
    void what_was_given_up_is_shown_and_sent_again_by_a_button() throws Exception {
        try (TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");
                Receiver receiver = new Receiver();
                Console admin = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            assertThat(admin.get("/console/deliveries/webhooks").body())
                    .contains("href=\"/console/settings/webhooks\">To the webhooks<");
            receiver.always(Receiver.status(503));
            String webhook = WebhooksOnAServer.add(server, receiver.url());
            String page = "/console/settings/webhooks/" + webhook;
            assertThat(admin.post(page, page + "/test", Map.of()).statusCode()).isEqualTo(303);
            server.advanceTo("2025-01-04T00:00:00Z");

            String body = admin.get(page).body();
            assertThat(body).contains("Given up").contains("downbeat.test").contains("503");
            assertThat(admin.get("/console/deliveries/webhooks").body())
                    .as("there it is sent again")
                    .contains("href=\"" + page + "\"");
            Matcher button = SEND_AGAIN.matcher(body);
            assertThat(button.find()).isTrue();
            int before = receiver.came.size();
            receiver.always(Receiver.status(200));
            assertThat(admin.post(page, button.group(1), Map.of()).statusCode()).isEqualTo(303);
            server.settle();

            assertThat(receiver.came).hasSize(before + 1);
            assertThat(receiver.came.getLast().id())
                    .isEqualTo(receiver.came.getFirst().id());
            assertThat(admin.get(page).body()).contains(">200<").doesNotContain("data-testid=\"given-up\"");
            assertThat(admin.post(page, button.group(1), Map.of()).statusCode())
                    .as("it is delivered by now")
                    .isEqualTo(400);
            assertThat(server.audited("retry_notification")).isEqualTo(1);
        }
    }
}
