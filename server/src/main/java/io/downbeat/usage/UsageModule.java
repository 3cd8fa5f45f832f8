package io.downbeat.usage;

import io.downbeat.usage.metrics.MetricsModule;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires usage and the metrics it is measured by. */
@Configuration(proxyBeanMethods = false)
@Import({
    ArrivalStore.class,
    GroupedUsageApi.class,
    HourlyUsage.class,
    HourStore.class,
    MetricsModule.class,
    SeriesStore.class,
    TellUsage.class,
    Usage.class,
    UsageApi.class,
    UsageStore.class
})
public class UsageModule {}
