package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Events of one write, summed up by customer, metric, hour and group before the database sees them. */
final class HourBuckets {

    /** Sorts: every writer goes through rows in this order, so that no two of them wait for each other. */
    record Key(UUID customer, UUID metric, int groupSet, Instant hour, UUID groupId) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::customer)
                .thenComparing(Key::metric)
                .thenComparingInt(Key::groupSet)
                .thenComparing(Key::hour)
                .thenComparing(Key::groupId);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** What is known of one hour; {@code quantity} as {@code usage_hour} has it. */
    record Bucket(
            Key key,
            Aggregation aggregation,
            List<String> groupValues,
            BigDecimal quantity,
            Instant latestAt,
            long latestOrdinal) {

        private Bucket with(Bucket later) {
            boolean isLater = later.latestAt.isAfter(latestAt)
                    || later.latestAt.equals(latestAt) && later.latestOrdinal > latestOrdinal;
            BigDecimal combined = switch (aggregation) {
                case COUNT, SUM -> quantity.add(later.quantity);
                case MAX -> quantity.max(later.quantity);
                case LATEST -> isLater ? later.quantity : quantity;
                case UNIQUE -> BigDecimal.ZERO;
            };
            Bucket last = isLater ? later : this;
            return new Bucket(key, aggregation, groupValues, combined, last.latestAt, last.latestOrdinal);
        }
    }

    /** One value of a UNIQUE metric. */
    record UniqueValue(Key key, UUID valueId) implements Comparable<UniqueValue> {
        @Override
        public int compareTo(UniqueValue other) {
            int byKey = key.compareTo(other.key);
            return byKey != 0 ? byKey : valueId.compareTo(other.valueId);
        }
    }

    private final Map<Key, Bucket> buckets = new HashMap<>();
    private final Set<UniqueValue> uniques = new HashSet<>();

    /** Counts the event for every metric it matches. */
    void add(CustomerId customer, UsageEvent event, long ordinal, Collection<BillableMetric> metrics) {
        for (BillableMetric metric : metrics) {
            if (ordinal > metric.seesFrom()) {
                MetricMatch.of(metric, event).ifPresent(match -> add(customer, event, ordinal, match));
            }
        }
    }

    private void add(CustomerId customer, UsageEvent event, long ordinal, MetricMatch match) {
        BillableMetric metric = match.metric();
        Instant hour = event.timestamp().truncatedTo(ChronoUnit.HOURS);
        for (int set = 0; set <= metric.groupKeys().size(); set++) {
            List<String> values = match.groupValues(set, event.properties());
            Key key = new Key(customer.value(), metric.id().value(), set, hour, Fingerprint.of(values));
            Bucket one = new Bucket(
                    key, metric.aggregationType(), values, match.quantity(), event.timestamp(), ordinal);
            buckets.merge(key, one, Bucket::with);
            if (match.uniqueValue() != null) {
                uniques.add(new UniqueValue(key, Fingerprint.of(List.of(match.uniqueValue()))));
            }
        }
    }

    List<Bucket> buckets() {
        List<Bucket> sorted = new ArrayList<>(buckets.values());
        sorted.sort(Comparator.comparing(Bucket::key));
        return sorted;
    }

    List<UniqueValue> uniques() {
        return uniques.stream().sorted().toList();
    }
}
