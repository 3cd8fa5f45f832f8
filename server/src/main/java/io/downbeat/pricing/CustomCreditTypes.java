package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The custom pricing units of this account. One is made once and never changes, so that what a server has read of it is
 * true for good.
 */
final class CustomCreditTypes {
    private static final int KEPT = 10_000;

    private final CustomCreditTypeStore store;
    private final Map<UUID, CreditType> kept = new ConcurrentHashMap<>();

    CustomCreditTypes(CustomCreditTypeStore store) {
        this.store = store;
    }

    Optional<CreditType> find(UUID id) {
        CreditType known = kept.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<CreditType> found = store.find(id);
        found.ifPresent(unit -> {
            if (kept.size() >= KEPT) {
                kept.clear();
            }
            kept.put(id, unit);
        });
        return found;
    }

    List<CreditType> page(@Nullable UUID after, int limit) {
        return store.page(after, limit);
    }
}
