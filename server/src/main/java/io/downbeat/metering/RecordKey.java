package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import java.util.Collection;
import java.util.UUID;

/** A record and whose it is. */
record RecordKey(CustomerId customer, UUID id) {
    static UUID[] customers(Collection<RecordKey> keys) {
        return keys.stream().map(key -> key.customer().value()).toArray(UUID[]::new);
    }

    static UUID[] ids(Collection<RecordKey> keys) {
        return keys.stream().map(RecordKey::id).toArray(UUID[]::new);
    }
}
