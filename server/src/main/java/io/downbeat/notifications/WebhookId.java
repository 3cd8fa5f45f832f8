package io.downbeat.notifications;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one webhook. A message is named by its webhook and its notification together. */
public record WebhookId(@JsonValue UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
