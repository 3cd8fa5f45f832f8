package io.downbeat.instruments;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /metrics}: every figure in Prometheus' text, 200 also while the database is away. */
@RestController
final class MetricsApi {
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

    private final BusinessGauges gauges;
    private final KafkaGauges kafka;
    private final PrometheusMeterRegistry registry;

    MetricsApi(BusinessGauges gauges, KafkaGauges kafka, PrometheusMeterRegistry registry) {
        this.gauges = gauges;
        this.kafka = kafka;
        this.registry = registry;
    }

    @GetMapping("/metrics")
    ResponseEntity<String> metrics() {
        gauges.update();
        kafka.update();
        return ResponseEntity.ok().contentType(TEXT).body(registry.scrape());
    }
}
