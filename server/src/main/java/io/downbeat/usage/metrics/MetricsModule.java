package io.downbeat.usage.metrics;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
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
    CustomFieldOwner customFieldsOfMetrics(JdbcClient database) {
        return CustomFieldColumn.ofAccount(database, CustomFieldEntity.BILLABLE_METRIC, "billable_metric");
    }
}
