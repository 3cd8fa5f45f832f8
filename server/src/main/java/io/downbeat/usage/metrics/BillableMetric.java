package io.downbeat.usage.metrics;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events count, and how they become a quantity.
 *
 * <p>It counts events received from its creation on, and what it counts is never changed afterwards; its custom fields may
 * be. Archived, it goes on counting for the products that use it; only new products may not take it.
 *
 * @param aggregationKey the property whose value is aggregated; {@code null} for {@link Aggregation#COUNT} only
 * @param groupKeys the sets of properties usage can be told apart by, each as declared; never changes
 * @param seesFrom the first event ordinal the metric counts: metrics are not retroactive
 */
public record BillableMetric(
        BillableMetricId id,
        String name,
        Aggregation aggregationType,
        @Nullable String aggregationKey,
        EventTypeFilter eventTypeFilter,
        List<PropertyFilter> propertyFilters,
        List<List<String>> groupKeys,
        Map<String, String> customFields,
        Instant createdAt,
        @Nullable Instant archivedAt,
        long seesFrom) {
    public BillableMetric {
        if ((aggregationKey == null) != (aggregationType == Aggregation.COUNT)) {
            throw new IllegalArgumentException("COUNT has no aggregation key and every other aggregation has one");
        }
        propertyFilters = List.copyOf(propertyFilters);
        groupKeys = groupKeys.stream().map(List::copyOf).toList();
        customFields = Map.copyOf(customFields);
    }

    public boolean isArchived() {
        return archivedAt != null;
    }

    /** Whether usage can be told apart by these properties, in any order; also by some of a declared set. */
    public boolean tellsApartBy(List<String> groupKey) {
        return groupSetFor(groupKey).isPresent();
    }

    /**
     * The number of the smallest declared set that holds all of {@code groupKey}: 0 for the empty key (ungrouped), else
     * counted from 1 as in {@link #groupKeys}.
     */
    public Optional<Integer> groupSetFor(List<String> groupKey) {
        if (groupKey.isEmpty()) {
            return Optional.of(0);
        }
        int best = 0;
        for (int set = 1; set <= groupKeys.size(); set++) {
            List<String> declared = groupKeys.get(set - 1);
            boolean holds = new HashSet<>(declared).containsAll(groupKey);
            if (holds && (best == 0 || declared.size() < groupKeys.get(best - 1).size())) {
                best = set;
            }
        }
        return best == 0 ? Optional.empty() : Optional.of(best);
    }
}
