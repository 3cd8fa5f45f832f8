package io.downbeat.instruments;

import io.downbeat.usage.kafka.KafkaFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes in through Kafka; on a server that reads nothing there, no figure at all. */
final class KafkaGauges {
    private final KafkaFigures figures;
    private final @Nullable MultiGauge lag;

    KafkaGauges(KafkaFigures figures, PrometheusMeterRegistry registry) {
        this.figures = figures;
        if (!figures.isOn()) {
            this.lag = null;
            return;
        }
        this.lag = MultiGauge.builder("downbeat.kafka.lag")
                .baseUnit("records")
                .description("Records of a partition that this server reads and has not written yet; missing if the"
                        + " brokers are away, or another server reads it")
                .register(registry);
        FunctionCounter.builder("downbeat.kafka.records", figures, KafkaFigures::taken)
                .description("Records from Kafka that this server wrote the events of since it began")
                .register(registry);
        FunctionCounter.builder("downbeat.kafka.rejected", figures, KafkaFigures::rejected)
                .description("Records from Kafka that this server could not take since it began")
                .register(registry);
    }

    synchronized void update() {
        if (lag != null) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            figures.lag()
                    .forEach((partition, records) -> rows.add(MultiGauge.Row.of(
                            Tags.of("topic", figures.topic(), "partition", partition.toString()), records)));
            lag.register(rows, true);
        }
    }
}
