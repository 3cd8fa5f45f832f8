package io.downbeat.customfields;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who keeps the values of one kind of thing. Runs inside the caller's transaction. */
public interface CustomFieldOwner {

    /**
     * The values of one thing.
     *
     * @param customer whose it is; {@code null} for the account's
     */
    record Held(Map<String, String> values, @Nullable UUID customer) {
        public Held {
            values = Map.copyOf(values);
        }
    }

    CustomFieldEntity entity();

    /** Keeps others from changing its values until the transaction ends; archived ones too, empty if there is none. */
    Optional<Held> lock(UUID id);

    /** All values of one that is locked. */
    void write(UUID id, Map<String, String> values);

    /** Takes the key's value from everything that has one. */
    void forget(String key);
}
