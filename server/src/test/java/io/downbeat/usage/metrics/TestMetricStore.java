package io.downbeat.usage.metrics;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Billable metrics without a server, for tests of other packages. */
public final class TestMetricStore {
    private TestMetricStore() {}

    public static Metrics metrics(JdbcClient database) {
        return new Metrics(new MetricStore(database));
    }

    public static void add(JdbcClient database, BillableMetric metric) {
        new MetricStore(database).add(metric);
    }

    public static void archive(JdbcClient database, BillableMetricId id, Instant now) {
        new MetricStore(database).archive(id, now);
    }
}
