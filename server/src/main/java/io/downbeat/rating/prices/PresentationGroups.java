package io.downbeat.rating.prices;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some of the groups that a product's usage is presented by: those with all of the values and none of the exceptions.
 *
 * @param except sets of values, each of which a group is left out for if it has all of it
 */
public record PresentationGroups(Map<String, String> values, List<Map<String, String>> except) {
    public static final PresentationGroups ALL = new PresentationGroups(Map.of(), List.of());

    public PresentationGroups {
        values = Map.copyOf(values);
        except = List.copyOf(except);
    }

    /** @param group may have other values beside those of its presentation */
    public boolean includes(Map<String, String> group) {
        return has(group, values) && except.stream().noneMatch(left -> has(group, left));
    }

    /** Whether every group here has the values. */
    boolean allHave(Map<String, String> wanted) {
        return has(values, wanted);
    }

    /** All groups, parted so that of each set of values a part's groups have either all or do not have all. */
    public static List<PresentationGroups> partedBy(List<Map<String, String>> sets) {
        List<PresentationGroups> parts = List.of(ALL);
        for (Map<String, String> set : sets) {
            List<PresentationGroups> finer = new ArrayList<>();
            parts.forEach(part -> part.partBy(set, finer));
            parts = finer;
        }
        return parts;
    }

    private void partBy(Map<String, String> set, List<PresentationGroups> parts) {
        boolean contradicts = set.entrySet().stream()
                .anyMatch(value ->
                        values.containsKey(value.getKey()) && !value.getValue().equals(values.get(value.getKey())));
        if (allHave(set) || contradicts) {
            parts.add(this);
            return;
        }
        Map<String, String> both = new HashMap<>(values);
        both.putAll(set);
        if (except.stream().noneMatch(left -> has(both, left))) {
            parts.add(new PresentationGroups(both, except));
        }
        List<Map<String, String>> without = new ArrayList<>(except);
        without.add(set);
        parts.add(new PresentationGroups(values, without));
    }

    private static boolean has(Map<String, String> group, Map<String, String> wanted) {
        return group.entrySet().containsAll(wanted.entrySet());
    }
}
