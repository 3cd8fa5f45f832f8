package io.downbeat.usage.metrics;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Limits;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The definition in {@code POST /v1/billable-metrics/create}. Its rules see to it that an event that passes the
 * filters always has every property a group key names, so that no usage falls between the groups.
 */
final class MetricRequest {
    private static final Set<String> FIELDS = Set.of(
            "name",
            "aggregation_key",
            "aggregation_type",
            "custom_fields",
            "event_type_filter",
            "group_keys",
            "property_filters",
            "sql");
    private static final int MOST_GROUP_KEYS = 30;

    private final Body body;

    MetricRequest(Body body) {
        this.body = body;
        body.knowsOnly(FIELDS);
        if (body.has("sql")) {
            throw body.invalid(
                    "sql",
                    "metrics defined by SQL are not supported by this server; use filters"
                            + " and an aggregation_type");
        }
    }

    String name() {
        return body.text("name", 1, 1_000);
    }

    Aggregation aggregation() {
        return body.oneOf("aggregation_type", Aggregation.class);
    }

    @Nullable
    String aggregationKey(Aggregation aggregation, List<PropertyFilter> filters) {
        Optional<String> key = body.optionalText("aggregation_key", 1, 1_000);
        if (aggregation == Aggregation.COUNT) {
            if (key.isPresent()) {
                throw body.invalid("aggregation_key", "COUNT counts events and has no key; leave it out");
            }
            return null;
        }
        String name = key.orElseThrow(() -> body.invalid("aggregation_key", "is required for " + aggregation));
        boolean filtered = filters.stream()
                .anyMatch(filter -> filter.name().equals(name) && !Boolean.FALSE.equals(filter.exists()));
        if (!filtered) {
            throw body.invalid(
                    "aggregation_key",
                    "must be one of the property_filters; add {\"name\": \"" + name + "\", \"exists\": true} there");
        }
        return name;
    }

    EventTypeFilter eventTypeFilter() {
        return body.optionalObject("event_type_filter")
                .map(filter -> {
                    filter.knowsOnly(Set.of("in_values", "not_in_values"));
                    return new EventTypeFilter(values(filter, "in_values"), values(filter, "not_in_values"));
                })
                .orElse(EventTypeFilter.ANY);
    }

    List<PropertyFilter> propertyFilters() {
        Set<String> names = new HashSet<>();
        return body.optionalObjects("property_filters").stream()
                .map(filter -> {
                    PropertyFilter read = propertyFilter(filter);
                    if (!names.add(read.name())) {
                        throw filter.invalid("name", "is filtered twice; put both conditions into one filter");
                    }
                    return read;
                })
                .toList();
    }

    private static PropertyFilter propertyFilter(Body filter) {
        filter.knowsOnly(Set.of("name", "exists", "in_values", "not_in_values"));
        PropertyFilter read = new PropertyFilter(
                filter.text("name", 1, 1_000),
                filter.optionalFlag("exists").orElse(null),
                values(filter, "in_values"),
                values(filter, "not_in_values"));
        boolean judgesValues = !read.inValues().isEmpty() || !read.notInValues().isEmpty();
        if (Boolean.FALSE.equals(read.exists()) && judgesValues) {
            throw filter.invalid("exists", "must not be false where values are filtered");
        }
        return read;
    }

    private static List<String> values(Body filter, String field) {
        List<String> values = filter.optionalTexts(field).orElse(List.of());
        if (filter.has(field) && values.isEmpty()) {
            throw filter.invalid(field, "must name at least one value, or be left out");
        }
        return values;
    }

    List<List<String>> groupKeys(List<PropertyFilter> filters) {
        List<List<String>> groupKeys =
                body.json("group_keys").map(MetricRequest::textLists).orElse(List.of());
        if (groupKeys.size() > MOST_GROUP_KEYS) {
            throw body.invalid("group_keys", "must be at most " + MOST_GROUP_KEYS);
        }
        Set<Set<String>> seen = new HashSet<>();
        for (int i = 0; i < groupKeys.size(); i++) {
            List<String> groupKey = groupKeys.get(i);
            String path = "group_keys[" + i + "]";
            Set<String> names = new TreeSet<>(groupKey);
            if (groupKey.isEmpty() || names.size() < groupKey.size()) {
                throw Refused.invalid(path, "must name one or more properties, each once");
            }
            if (!seen.add(names)) {
                throw Refused.invalid(path, "is there twice; the order of its names does not matter");
            }
            names.forEach(name -> requirePresence(name, path, filters));
        }
        return groupKeys;
    }

    private static List<List<String>> textLists(JsonNode lists) {
        List<List<String>> read = new ArrayList<>();
        if (!lists.isArray()) {
            throw Refused.invalid("group_keys", "must be a list of lists of strings");
        }
        for (JsonNode list : lists) {
            if (!list.isArray()) {
                throw Refused.invalid("group_keys[" + read.size() + "]", "must be a list of strings");
            }
            List<String> names = new ArrayList<>();
            for (JsonNode name : list) {
                if (!name.isString()) {
                    throw Refused.invalid("group_keys[" + read.size() + "][" + names.size() + "]", "must be a string");
                }
                if (Texts.isLonger(name.stringValue(), Limits.NAME)) {
                    throw Refused.invalid(
                            "group_keys[" + read.size() + "][" + names.size() + "]",
                            "must have at most " + Limits.NAME + " characters");
                }
                names.add(name.stringValue());
            }
            read.add(names);
        }
        return read;
    }

    private static void requirePresence(String name, String path, List<PropertyFilter> filters) {
        if (filters.stream().noneMatch(filter -> filter.name().equals(name) && filter.ensuresPresence())) {
            throw Refused.invalid(path, "\"" + name + "\" needs a property filter with \"exists\": true or in_values");
        }
    }
}
