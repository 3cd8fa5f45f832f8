package io.downbeat.customers;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A customer as it stands.
 *
 * @param name at most {@value #MAX_NAME} characters; the API cuts a longer one without a word
 * @param ingestAliases other ids that usage events may carry for it, in the order they were given
 * @param archivedAt when it was archived, for good
 */
public record Customer(
        CustomerId id,
        String name,
        List<String> ingestAliases,
        CustomerConfig config,
        Map<String, String> customFields,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant archivedAt) {
    static final int MAX_NAME = 160;

    public Customer {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("a name has 1 to " + MAX_NAME + " characters");
        }
        ingestAliases = List.copyOf(ingestAliases);
        customFields = Collections.unmodifiableMap(new LinkedHashMap<>(customFields));
    }

    /** The first id that usage events may carry: what the API shows as {@code external_id}. */
    public String externalId() {
        return ingestAliases.isEmpty() ? id.toString() : ingestAliases.getFirst();
    }

    public boolean isArchived() {
        return archivedAt != null;
    }
}
