package io.downbeat.usage.metrics;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires billable metrics. */
@Configuration(proxyBeanMethods = false)
@Import({CreateMetrics.class, Metrics.class, MetricsApi.class, MetricStore.class})
public class MetricsModule {}
