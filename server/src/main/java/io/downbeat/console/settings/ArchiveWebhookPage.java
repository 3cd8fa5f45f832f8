package io.downbeat.console.settings;

import io.downbeat.console.Frame;

/** Asks whether nothing shall be sent to a webhook any more. */
record ArchiveWebhookPage(Frame frame, WebhooksPage.Row webhook) {}
