package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Events of one write, summed up by series and hour before the database sees them. */
final class HourBuckets {
    private static final long HOUR_SECONDS = 3_600;

    /** @param hour in hours since 1970 */
    record Key(Series series, long hour) {
        long hourInSeconds() {
            return hour * HOUR_SECONDS;
        }
    }

    record UniqueValue(Key key, UUID valueId) {}

    /** What is known of one hour; {@code quantity} as {@code usage_hour} has it. */
    static final class Bucket {
        private final Aggregation aggregation;
        private BigDecimal quantity;
        private Instant latestAt;
        private long latestOrdinal;

        private Bucket(Aggregation aggregation, BigDecimal quantity, Instant at, long ordinal) {
            this.aggregation = aggregation;
            this.quantity = quantity;
            latestAt = at;
            latestOrdinal = ordinal;
        }

        private void add(BigDecimal more, Instant at, long ordinal) {
            boolean isLater = at.isAfter(latestAt) || at.equals(latestAt) && ordinal > latestOrdinal;
            quantity = switch (aggregation) {
                case COUNT, SUM -> quantity.add(more);
                case MAX -> quantity.max(more);
                case LATEST -> isLater ? more : quantity;
                case UNIQUE -> BigDecimal.ZERO;
            };
            if (isLater) {
                latestAt = at;
                latestOrdinal = ordinal;
            }
        }

        Aggregation aggregation() {
            return aggregation;
        }

        BigDecimal quantity() {
            return quantity;
        }

        Instant latestAt() {
            return latestAt;
        }

        long latestOrdinal() {
            return latestOrdinal;
        }
    }

    private final Map<Key, Bucket> buckets = new HashMap<>();
    private final Set<UniqueValue> uniques = new HashSet<>();

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
        long hour = Math.floorDiv(event.timestamp().getEpochSecond(), HOUR_SECONDS);
        for (int set = 0; set <= metric.groupKeys().size(); set++) {
            Series series =
                    new Series(customer.value(), metric.id().value(), set, match.groupValues(set, event.properties()));
            Key key = new Key(series, hour);
            Bucket bucket = buckets.get(key);
            if (bucket == null) {
                buckets.put(key, new Bucket(metric.aggregationType(), match.quantity(), event.timestamp(), ordinal));
            } else {
                bucket.add(match.quantity(), event.timestamp(), ordinal);
            }
            if (match.uniqueValue() != null) {
                uniques.add(new UniqueValue(key, Fingerprint.of(List.of(match.uniqueValue()))));
            }
        }
    }

    Map<Key, Bucket> buckets() {
        return buckets;
    }

    Set<UniqueValue> uniques() {
        return uniques;
    }
}
