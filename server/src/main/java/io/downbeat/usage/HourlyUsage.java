package io.downbeat.usage;

import java.time.InstantSource;
import java.util.Map;

/** Writes hourly usage: everything that counts events adds its hours here, and nowhere else. */
public final class HourlyUsage {
    private final HourStore hours;
    private final SeriesStore series;
    private final InstantSource clock;

    HourlyUsage(HourStore hours, SeriesStore series, InstantSource clock) {
        this.hours = hours;
        this.series = series;
        this.clock = clock;
    }

    /**
     * Adds what was counted, in the running transaction; whose it is, {@link UsageArrived} tells a little later.
     *
     * @return the series that this server did not know, to be {@link #remember remembered} once the transaction has
     *     committed
     */
    public Map<Series, Long> add(HourBuckets counted) {
        if (counted.buckets().isEmpty()) {
            return Map.of();
        }
        SeriesStore.SeriesIds ids = series.ids(
                counted.buckets().keySet().stream().map(HourBuckets.Key::series).toList());
        hours.addHours(counted.buckets(), ids.all(), clock.instant());
        if (!counted.uniques().isEmpty()) {
            hours.addUniques(counted.uniques(), ids.all());
        }
        return ids.unknown();
    }

    /**
     * To be called only with series whose transaction has committed: what was rolled back must not be written to
     * again.
     */
    public void remember(Map<Series, Long> committed) {
        series.remember(committed);
    }
}
