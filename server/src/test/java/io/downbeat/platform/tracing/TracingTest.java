package io.downbeat.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.OtlpCollector;
import io.downbeat.testing.OtlpCollector.Span;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a collector gets to see of a server that is told of it by the standard variables. */
class TracingTest {
    private static final int SERVER = 2;
    private static final int CLIENT = 3;

    @Test
    void a_finalized_invoice_is_followed_to_its_provider_and_no_secret_goes_along() {
        String invoice;
        try (OtlpCollector collector = new OtlpCollector()) {
            try (TestServer server = TestServer.startedAt(
                    "2025-01-01T00:00:00Z",
                    Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.uri(), "OTEL_SERVICE_NAME", "billing"))) {
                invoice = month(server);
                server.api().get("/v1/customers?customer_ids=not-to-be-seen");
            }
            List<Span> spans = collector.spans();
            assertThat(spans).extracting(Span::service).containsOnly("billing");
            Span finalize = one(spans, "finalize invoices", "finalized.downbeat.invoice_id", invoice);
            assertThat(finalize.attributes().get("finalized.downbeat.segment_id"))
                    .isNotBlank();
            Span deliver = one(spans, "deliver", "downbeat.invoice_id", invoice);
            assertThat(finalize.attributes().get("finalized.downbeat.segment_id"))
                    .as("the segment that led there")
                    .contains(deliver.attributes().get("downbeat.segment_id"));
            assertThat(deliver.attributes())
                    .containsKeys("downbeat.delivery_id", "downbeat.configuration_id")
                    .containsEntry("downbeat.billing_provider", "stripe")
                    .containsEntry("ended.downbeat.state", "CONFIRMED");
            List<Span> steps = spans.stream()
                    .filter(span -> span.parent().equals(deliver.id()))
                    .toList();
            assertThat(steps).extracting(Span::kind).containsOnly(CLIENT);
            assertThat(steps)
                    .filteredOn(step -> step.name().startsWith("send "))
                    .isNotEmpty()
                    .allSatisfy(step -> {
                        assertThat(step.attributes()).containsEntry("downbeat.outcome", "ACCEPTED");
                        assertThat(spans)
                                .filteredOn(call -> call.parent().equals(step.id()))
                                .anySatisfy(call -> assertThat(call.attributes())
                                        .containsEntry("http.response.status_code", "200"));
                    });
            assertThat(spans)
                    .filteredOn(span -> span.kind() == SERVER)
                    .extracting(Span::name)
                    .contains("POST /downbeat/v1/clock", "GET /v1/customers");
            assertThat(collector.everything()).doesNotContain(TestServer.TOKEN, "sk_test", "not-to-be-seen", "Bearer");
        }
    }

    @Test
    void without_an_endpoint_or_disabled_nothing_is_sent() {
        try (OtlpCollector collector = new OtlpCollector()) {
            for (Map<String, String> settings : List.of(
                    Map.<String, String>of("OTEL_SERVICE_NAME", "billing"),
                    Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.uri(), "OTEL_SDK_DISABLED", "true"),
                    Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.uri(), "OTEL_TRACES_SAMPLER", "always_off"))) {
                try (TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z", settings)) {
                    server.api().get("/v1/customers").ok();
                }
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void a_protocol_that_is_not_spoken_is_refused_with_a_sentence() {
        assertThatThrownBy(() -> TestServer.startedAt(
                        "2025-01-01T00:00:00Z",
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                "http://127.0.0.1:9",
                                "OTEL_EXPORTER_OTLP_PROTOCOL",
                                "carrier-pigeon")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("http/protobuf is spoken");
    }

    /** @return the id of the invoice of January */
    private static String month(TestServer server) {
        AccountFixture account = AccountFixture.setUp(server.api());
        AccountFixture.Customer acme = account.customer("acme");
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), "");
        server.advanceTo("2025-01-10T12:00:00Z");
        acme.use("t-1", "2025-01-10T10:30:00Z", 51_000);
        server.advanceTo("2025-02-02T02:00:00Z");
        return server.api()
                .get("/downbeat/v1/deliveries")
                .ok()
                .at("/data/0/invoice_id")
                .stringValue();
    }

    private static Span one(List<Span> spans, String name, String attribute, String value) {
        return spans.stream()
                .filter(span -> span.name().equals(name)
                        && span.attributes().getOrDefault(attribute, "").contains(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " with " + attribute + " " + value + " in "
                        + spans.stream().map(Span::name).distinct().toList()));
    }
}
