package io.downbeat.usage.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A billable metric as the API shows it; what was not given is left out. */
public record MetricView(
        UUID id,
        String name,
        Aggregation aggregationType,
        @Nullable String aggregationKey,
        @Nullable ValuesView eventTypeFilter,
        List<FilterView> propertyFilters,
        List<List<String>> groupKeys,
        Map<String, String> customFields,
        @Nullable Instant archivedAt) {

    public record ValuesView(
            @Nullable List<String> inValues, @Nullable List<String> notInValues) {}

    public record FilterView(
            String name,
            @Nullable Boolean exists,
            @Nullable List<String> inValues,
            @Nullable List<String> notInValues) {}

    public static MetricView of(BillableMetric metric) {
        EventTypeFilter types = metric.eventTypeFilter();
        return new MetricView(
                metric.id().value(),
                metric.name(),
                metric.aggregationType(),
                metric.aggregationKey(),
                types.equals(EventTypeFilter.ANY)
                        ? null
                        : new ValuesView(given(types.inValues()), given(types.notInValues())),
                metric.propertyFilters().stream()
                        .map(filter -> new FilterView(
                                filter.name(), filter.exists(), given(filter.inValues()), given(filter.notInValues())))
                        .toList(),
                metric.groupKeys(),
                metric.customFields(),
                metric.archivedAt());
    }

    private static @Nullable List<String> given(List<String> values) {
        return values.isEmpty() ? null : values;
    }
}
