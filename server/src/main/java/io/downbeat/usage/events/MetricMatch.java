package io.downbeat.usage.events;

import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.PropertyFilter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an event counts for one metric.
 *
 * @param uniqueValue the value a UNIQUE metric counts; {@code null} for every other
 */
record MetricMatch(
        BillableMetric metric,
        BigDecimal quantity,
        @Nullable String uniqueValue) {

    /** Empty if the event does not pass the filters, or lacks the value the metric aggregates. */
    static Optional<MetricMatch> of(BillableMetric metric, UsageEvent event) {
        if (!metric.eventTypeFilter().passes(event.eventType())) {
            return Optional.empty();
        }
        for (PropertyFilter filter : metric.propertyFilters()) {
            if (!filter.passes(event.properties().get(filter.name()))) {
                return Optional.empty();
            }
        }
        if (metric.aggregationKey() == null) {
            return Optional.of(new MetricMatch(metric, BigDecimal.ONE, null));
        }
        String value = event.properties().get(metric.aggregationKey());
        if (metric.aggregationType() == Aggregation.UNIQUE) {
            return value == null ? Optional.empty() : Optional.of(new MetricMatch(metric, BigDecimal.ZERO, value));
        }
        return PropertyNumber.parse(value).map(number -> new MetricMatch(metric, number, null));
    }

    List<String> groupValues(int set, Properties properties) {
        if (set == 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        for (String name : metric.groupKeys().get(set - 1)) {
            String value = properties.get(name);
            if (value == null) {
                throw new IllegalStateException("a metric's filters let an event without " + name + " pass");
            }
            values.add(value);
        }
        return values;
    }
}
