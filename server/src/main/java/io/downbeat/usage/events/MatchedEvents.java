package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.usage.HourBuckets;
import io.downbeat.usage.Series;
import io.downbeat.usage.metrics.BillableMetric;
import java.util.Collection;
import java.util.Optional;

/** Events of one write, matched to the metrics that count them. */
final class MatchedEvents {
    private final HourBuckets hours = new HourBuckets();

    /** Counts the event for every metric it matches. */
    void add(CustomerId customer, UsageEvent event, long ordinal, Collection<BillableMetric> metrics) {
        for (BillableMetric metric : metrics) {
            if (ordinal > metric.seesFrom()) {
                Optional<MetricMatch> match = MetricMatch.of(metric, event);
                if (match.isPresent()) {
                    add(customer, event, ordinal, match.get());
                }
            }
        }
    }

    private void add(CustomerId customer, UsageEvent event, long ordinal, MetricMatch match) {
        BillableMetric metric = match.metric();
        var counted = new HourBuckets.Counted(
                metric.aggregationType(), match.quantity(), match.uniqueValue(), event.timestamp(), ordinal);
        for (int set = 0; set <= metric.groupKeys().size(); set++) {
            hours.add(new Series(customer, metric.id(), set, match.groupValues(set, event.properties())), counted);
        }
    }

    /** What they add to hourly usage. */
    HourBuckets hours() {
        return hours;
    }
}
