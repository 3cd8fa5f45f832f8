package io.downbeat.console.settings;

import io.downbeat.console.Frame;

/**
 * A webhook that was just added with a secret that was made here.
 *
 * @param secret shown by this page and by no other
 */
record AddedWebhookPage(Frame frame, WebhooksPage.Row webhook, String secret) {
    @Override
    public String toString() {
        return "AddedWebhookPage[webhook=" + webhook + "]";
    }
}
