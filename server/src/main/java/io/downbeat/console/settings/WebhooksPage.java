package io.downbeat.console.settings;

import io.downbeat.console.Frame;
import java.util.List;

/** Where notifications go. */
record WebhooksPage(Frame frame, List<Row> webhooks) {
    WebhooksPage {
        webhooks = List.copyOf(webhooks);
    }

    /** @param host without the path, which may hold a secret of the receiver */
    record Row(String id, String host, String added, String pending, String givenUp) {}
}
