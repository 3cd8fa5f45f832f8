package io.downbeat.usage.metrics;

import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires billable metrics. */
@Configuration(proxyBeanMethods = false)
@Import({CreateMetrics.class, Metrics.class, MetricsApi.class, MetricStore.class})
public class MetricsModule {

    @Bean
    CustomFieldOwner customFieldsOfMetrics(JdbcClient database, MetricStore store) {
        return new MetricFields(database, store);
    }
}
