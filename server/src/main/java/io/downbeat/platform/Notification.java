package io.downbeat.platform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened and that the account's webhooks are told. A feature publishes it in the transaction in which
 * it happened, so that nobody is told of what was rolled back; it gets its id where it is written down.
 *
 * @param type in the API's words, such as {@code invoice.billing_provider_error}
 * @param properties what the API says that the type has, written in this order
 */
public record Notification(String type, Map<String, Object> properties) {
    public Notification {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
}
