package io.downbeat.usage;

import io.downbeat.usage.metrics.Metrics;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Usage without a server, for tests of other packages. */
public final class TestUsage {
    private TestUsage() {}

    public static Usage usage(JdbcClient database, Metrics metrics) {
        return new Usage(new UsageStore(database), metrics);
    }

    public static HourlyUsage hourlyUsage(JdbcClient database, InstantSource clock) {
        return new HourlyUsage(new HourStore(database), new SeriesStore(database), clock);
    }
}
