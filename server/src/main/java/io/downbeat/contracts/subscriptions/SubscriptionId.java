package io.downbeat.contracts.subscriptions;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one subscription of a contract. */
public record SubscriptionId(@JsonValue UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
