package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where notifications go.
 *
 * @param url as it was filled in, when it has to be sent again
 * @param error why none was added, in a sentence; {@code null} if nobody tried
 */
record WebhooksPage(
        Frame frame,
        List<Row> webhooks,
        String url,
        @Nullable String error) {
    WebhooksPage {
        webhooks = List.copyOf(webhooks);
    }

    /**
     * @param host without the path, which may hold a secret of the receiver
     * @param archived when nothing was sent to it any more; {@code null} while it lives
     */
    record Row(
            String id,
            String host,
            String added,
            String pending,
            String givenUp,
            @Nullable String archived) {}
}
