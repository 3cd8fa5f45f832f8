package io.downbeat.instruments;

import static io.downbeat.platform.http.HttpModule.ordered;

import com.zaxxer.hikari.HikariDataSource;
import io.downbeat.usage.events.AcknowledgedEvents;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the instruments. Needs the modules of delivery, metering, invoicing, outbound, usage and Kafka. */
@Configuration(proxyBeanMethods = false)
@Import({BusinessGauges.class, KafkaGauges.class, MetricsApi.class, StandingFigures.class})
public class InstrumentsModule {
    private static final int BEFORE_EVERYTHING = 3;

    @Bean
    PrometheusMeterRegistry meterRegistry(DataSource database, AcknowledgedEvents events) throws SQLException {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (database.isWrapperFor(HikariDataSource.class)) {
            database.unwrap(HikariDataSource.class).setMetricRegistry(registry);
        }
        FunctionCounter.builder("downbeat.events.ingested", events, AcknowledgedEvents::count)
                .description("Usage events that this server acknowledged since it began, repetitions included")
                .register(registry);
        return registry;
    }

    /** Listens to the collectors of this process until it is closed. */
    @Bean
    JvmGcMetrics garbageCollections(PrometheusMeterRegistry registry) {
        var collections = new JvmGcMetrics();
        collections.bindTo(registry);
        return collections;
    }

    /** Before the tokens, so that what is refused is timed, too. */
    @Bean
    FilterRegistrationBean<RequestTimes> requestTimes(PrometheusMeterRegistry registry) {
        return ordered(new RequestTimes(registry), BEFORE_EVERYTHING);
    }
}
