package io.downbeat.customfields;

import io.downbeat.platform.http.Body;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What whoever creates something with custom fields asks. */
public final class CustomFields {
    static final String NO_SUCH_KEY = "no such custom field key";

    private final CustomFieldKeyStore keys;

    CustomFields(CustomFieldKeyStore keys) {
        this.keys = keys;
    }

    /**
     * {@code custom_fields} of what a request makes; empty if left out.
     *
     * @throws io.downbeat.platform.http.Refused naming the member, for a key that is not registered for the entity. That a
     *     value is unique is decided when it is stored
     */
    public Map<String, String> read(Body body, CustomFieldEntity entity) {
        Map<String, String> values = body.customFields();
        if (!values.isEmpty()) {
            Set<String> known = keys.known(entity, values.keySet());
            values.keySet().stream()
                    .filter(key -> !known.contains(key))
                    .findFirst()
                    .ifPresent(key -> {
                        throw body.invalid("custom_fields." + key, NO_SUCH_KEY);
                    });
        }
        return values;
    }

    /** The values that a copy of something can have beside it: all but those that only one may have. */
    public Map<String, String> ofCopy(CustomFieldEntity entity, Map<String, String> values) {
        if (values.isEmpty()) {
            return values;
        }
        Map<String, String> copied = new LinkedHashMap<>(values);
        copied.keySet().removeAll(keys.unique(entity, values.keySet()));
        return copied;
    }
}
