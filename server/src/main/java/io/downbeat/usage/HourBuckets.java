package io.downbeat.usage;

import io.downbeat.usage.metrics.Aggregation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of one write, or of a supposition that is never written, summed up by series and hour before the database sees
 * them.
 */
public final class HourBuckets {
    private static final long HOUR_SECONDS = 3_600;

    /**
     * What one event is to one metric.
     *
     * @param uniqueValue the value a UNIQUE metric counts; {@code null} for every other
     * @param timestamp when the usage happened
     * @param ordinal which event it was: of two with one timestamp the later counts for LATEST
     */
    public record Counted(
            Aggregation aggregation,
            BigDecimal quantity,
            @Nullable String uniqueValue,
            Instant timestamp,
            long ordinal) {}

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

    /** Adds to the hour the event happened in. */
    public void add(Series series, Counted counted) {
        Instant at = counted.timestamp();
        Key key = new Key(series, Math.floorDiv(at.getEpochSecond(), HOUR_SECONDS));
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            buckets.put(key, new Bucket(counted.aggregation(), counted.quantity(), at, counted.ordinal()));
        } else {
            bucket.add(counted.quantity(), at, counted.ordinal());
        }
        if (counted.uniqueValue() != null) {
            uniques.add(new UniqueValue(key, Fingerprint.of(List.of(counted.uniqueValue()))));
        }
    }

    Map<Key, Bucket> buckets() {
        return buckets;
    }

    Set<UniqueValue> uniques() {
        return uniques;
    }
}
