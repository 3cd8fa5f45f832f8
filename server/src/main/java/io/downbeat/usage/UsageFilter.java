package io.downbeat.usage;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Lets only that usage count that has one of the values of a property.
 *
 * @param groupKey a property that metrics tell usage apart by, alone or together with others
 * @param groupValues in the order they were named, which says nothing
 */
public record UsageFilter(String groupKey, Set<String> groupValues) {
    public UsageFilter {
        groupValues = Collections.unmodifiableSet(new LinkedHashSet<>(groupValues));
        if (groupValues.isEmpty()) {
            throw new IllegalArgumentException("a filter lets something pass: no value of " + groupKey);
        }
    }
}
