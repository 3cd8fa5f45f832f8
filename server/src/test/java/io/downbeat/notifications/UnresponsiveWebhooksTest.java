package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnresponsiveWebhooksTest {
    private final AtomicLong nanos = new AtomicLong();
    private final UnresponsiveWebhooks silences = new UnresponsiveWebhooks(nanos::get);
    private final WebhookId webhook = new WebhookId(UUID.randomUUID());

    private void silent(int times) {
        for (int i = 0; i < times; i++) {
            silences.wasSilent(webhook);
        }
    }

    @Test
    void a_webhook_is_left_alone_after_two_silences_in_a_row() {
        silent(UnresponsiveWebhooks.MANY - 1);
        assertThat(silences.isLeftAlone(webhook)).isFalse();
        silent(1);
        assertThat(silences.isLeftAlone(webhook)).isTrue();
        assertThat(silences.isLeftAlone(new WebhookId(UUID.randomUUID()))).isFalse();
    }

    @Test
    void an_answer_in_between_begins_the_count_anew() {
        silent(UnresponsiveWebhooks.MANY - 1);
        silences.wasHeard(webhook);
        silent(UnresponsiveWebhooks.MANY - 1);
        assertThat(silences.isLeftAlone(webhook)).isFalse();
    }

    @Test
    void it_is_asked_again_after_ten_seconds_and_left_alone_again_at_the_next_silence() {
        silent(UnresponsiveWebhooks.MANY);
        nanos.set(UnresponsiveWebhooks.REST.toNanos() - 1);
        assertThat(silences.isLeftAlone(webhook)).isTrue();
        nanos.set(UnresponsiveWebhooks.REST.toNanos());
        assertThat(silences.isLeftAlone(webhook)).isFalse();
        silent(1);
        assertThat(silences.isLeftAlone(webhook)).isTrue();
    }
}
