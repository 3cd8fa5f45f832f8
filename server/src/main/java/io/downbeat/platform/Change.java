package io.downbeat.platform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something was changed that people ask about later: who, when, from what to what. A feature publishes it in the transaction
 * that changes it, once for each call that changed something; what was there already is no change.
 *
 * @param action a verb and a noun, such as {@code create_customer}
 * @param resourceType what kind of thing was changed
 * @param resourceId which one; {@code null} where it is several or has no id
 * @param customerId whose it is; {@code null} where it is the account's
 * @param before what the change changed, as it was, with names as the API writes them; never a secret, never a whole document
 * @param after the same as it is now
 * @param description why, in the words of whoever did it
 */
public record Change(
        String action,
        String resourceType,
        @Nullable String resourceId,
        @Nullable UUID customerId,
        @Nullable Map<String, @Nullable Object> before,
        @Nullable Map<String, @Nullable Object> after,
        @Nullable String description) {
    public Change {
        before = copy(before);
        after = copy(after);
    }

    public static Change of(String action, String resourceType, @Nullable Object resource) {
        return new Change(action, resourceType, resource == null ? null : resource.toString(), null, null, null, null);
    }

    public Change ofCustomer(@Nullable UUID customer) {
        return new Change(action, resourceType, resourceId, customer, before, after, description);
    }

    public Change from(Map<String, ?> earlier) {
        return new Change(action, resourceType, resourceId, customerId, objects(earlier), after, description);
    }

    public Change to(Map<String, ?> now) {
        return new Change(action, resourceType, resourceId, customerId, before, objects(now), description);
    }

    public Change because(@Nullable String reason) {
        return new Change(action, resourceType, resourceId, customerId, before, after, reason);
    }

    private static Map<String, @Nullable Object> objects(Map<String, ?> values) {
        return new LinkedHashMap<>(values);
    }

    private static @Nullable Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> values) {
        return values == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
