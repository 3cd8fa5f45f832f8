package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One webhook: what it never took, and the last attempts to send to it.
 *
 * @param error why nothing was sent, in a sentence; {@code null} at first
 */
record WebhookPage(
        Frame frame,
        WebhooksPage.Row webhook,
        List<GivenUp> givenUp,
        List<Attempt> attempts,
        @Nullable String error) {
    WebhookPage {
        givenUp = List.copyOf(givenUp);
        attempts = List.copyOf(attempts);
    }

    record GivenUp(String id, String type, String written, String attempts) {}

    record Attempt(String at, String type, String number, String answer, String css, String error) {}
}
