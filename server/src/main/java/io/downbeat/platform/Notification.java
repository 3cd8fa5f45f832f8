package io.downbeat.platform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that happened and that the account's webhooks are told. A feature publishes it in the transaction in which
 * it happened, so that nobody is told of what was rolled back; it gets its id where it is written down.
 *
 * @param type in the API's words, such as {@code invoice.billing_provider_error}
 * @param properties what the API says that the type has, written in this order
 * @param isFlat whether they stand beside id and type
 */
public record Notification(String type, Map<String, Object> properties, boolean isFlat) {
    /** One whose body has its properties under that name. */
    public Notification(String type, Map<String, Object> properties) {
        this(type, properties, false);
    }

    /** One whose body has its properties beside id and type, as the API has some. */
    public static Notification flat(String type, Map<String, Object> properties) {
        return new Notification(type, properties, true);
    }

    /** Some that happened together, and are written down together. */
    public record Several(List<Notification> all) {
        public Several {
            all = List.copyOf(all);
        }
    }

    public Notification {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
}
