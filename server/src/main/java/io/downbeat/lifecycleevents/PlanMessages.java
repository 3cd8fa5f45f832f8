package io.downbeat.lifecycleevents;

import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Keeps what is to be told of contracts, commits and credits in step with them. Runs inside its caller's transaction. */
final class PlanMessages {
    private final MomentStore store;

    PlanMessages(MomentStore store) {
        this.store = store;
    }

    /**
     * Whatever moved is told at its new moment, and not at the old one any more.
     *
     * @param lifecycles as they are now, known ones or new ones
     * @param edits what was done now to some of them
     */
    void follow(Collection<Lifecycle> lifecycles, List<Moment> edits, Instant now) {
        store.share();
        Map<UUID, CustomerId> entities = new HashMap<>();
        lifecycles.forEach(one -> entities.put(one.entity(), one.customer()));
        Map<Moment.Key, Instant> before = store.of(entities);
        List<Moment> told = new ArrayList<>();
        Set<Moment.Key> gone = new HashSet<>(before.keySet());
        gone.removeIf(key -> key.type().isEdit());
        for (Lifecycle one : lifecycles) {
            for (Moment moment : one.moments()) {
                gone.remove(moment.key());
                if (!moment.at().equals(before.get(moment.key()))) {
                    told.add(moment);
                }
            }
        }
        store.forget(gone, now);
        store.callOff(told.stream().map(Moment::key).filter(before::containsKey).toList(), now);
        told.addAll(edits);
        Set<UUID> late = toldLate(lifecycles, before.keySet());
        store.put(told, moment -> late.contains(moment.key().entity()), now);
    }

    private static Set<UUID> toldLate(Collection<Lifecycle> lifecycles, Set<Moment.Key> known) {
        Set<UUID> late = lifecycles.stream()
                .filter(Lifecycle::isToldLate)
                .map(Lifecycle::entity)
                .collect(Collectors.toSet());
        known.forEach(key -> late.remove(key.entity()));
        return late;
    }
}
