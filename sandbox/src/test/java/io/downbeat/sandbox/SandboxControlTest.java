package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.SandboxFixture.Answer;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.http.SandboxAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SandboxControlTest {
    @AutoClose
    private final SandboxFixture fixture = new SandboxFixture();

    @Test
    void the_ledger_lists_every_effect_with_its_fields() throws IOException {
        fixture.draft("dlv_1");
        fixture.meter("us-east-1", SandboxFixture.record("c1", fixture.now(), 7));
        Answer ledger = fixture.control("GET", "/ledger", "");

        assertThat(ledger.json().path("next_page").isNull()).isTrue();
        JsonNode invoice = ledger.json().at("/data/0");
        assertThat(invoice.path("provider").stringValue()).isEqualTo("stripe");
        assertThat(invoice.path("reference").stringValue()).isEqualTo("dlv_1");
        assertThat(invoice.path("created_at").stringValue()).isEqualTo("2025-01-31T12:00:00Z");
        assertThat(invoice.path("charged").booleanValue()).isFalse();
        assertThat(invoice.has("dimension")).isFalse();
        JsonNode slot = ledger.json().at("/data/1");
        assertThat(slot.path("kind").stringValue()).isEqualTo("meter_slot");
        assertThat(slot.path("hour").stringValue()).isEqualTo("2025-01-31T12:00:00Z");
        assertThat(slot.path("quantity").longValue()).isEqualTo(7);
        assertThat(slot.path("product_code").stringValue()).isEqualTo("prod-1");
        assertThat(slot.path("reference").isNull()).isTrue();
    }

    @Test
    void the_ledger_is_filtered_by_provider_and_reference() throws IOException {
        fixture.draft("dlv_1");
        fixture.draft("dlv_2");
        fixture.meter("us-east-1", SandboxFixture.record("c1", fixture.now(), 7));

        assertThat(fixture.control("GET", "/ledger?provider=aws", "").json().path("data"))
                .hasSize(1);
        assertThat(fixture.control("GET", "/ledger?reference=dlv_2", "").json().path("data"))
                .hasSize(1);
        assertThat(fixture.control("GET", "/ledger?reference=dlv_3", "").json().path("data"))
                .isEmpty();
    }

    @Test
    void faults_are_set_one_or_many_listed_and_cleared() throws IOException {
        fixture.control("POST", "/faults", """
            {"provider": "stripe", "step": "create_invoice", "fault": "unavailable", "times": 2}\
            """);
        fixture.control("POST", "/faults", """
            {"faults": [{"provider": "aws", "fault": "throttled", "probability": 0.2, "seed": 1}]}\
            """);
        fixture.draft("dlv_1");

        JsonNode faults = fixture.control("GET", "/faults", "").json().path("data");
        assertThat(faults).hasSize(2);
        assertThat(faults.get(0).path("struck").intValue()).isEqualTo(1);
        assertThat(faults.get(1).path("step").stringValue()).isEqualTo("*");
        fixture.control("DELETE", "/faults", "");
        assertThat(fixture.control("GET", "/faults", "").json().path("data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[1]",
                "{\"provider\":\"stripe\"}",
                "{\"provider\":\"stripe\",\"fault\":\"explode\"}",
                "{\"provider\":\"paypal\",\"fault\":\"slow\"}",
                "{\"provider\":\"stripe\",\"step\":\"dance\",\"fault\":\"slow\"}",
                "{\"provider\":\"aws\",\"fault\":\"cached_error\"}",
                "{\"provider\":\"stripe\",\"step\":\"finalize\",\"fault\":\"stale_list\"}",
                "{\"provider\":\"stripe\",\"fault\":\"slow\",\"times\":\"two\"}",
                "{\"provider\":\"stripe\",\"fault\":\"slow\",\"times\":99999999999}",
                "{\"provider\":\"stripe\",\"fault\":\"slow\",\"probability\":2}"
            })
    void a_fault_that_could_never_strike_is_refused(String body) throws IOException {
        Answer refused = fixture.control("POST", "/faults", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/message")).isNotEmpty();
    }

    @Test
    void calls_count_steps_and_keys_also_when_dropped() throws IOException {
        fixture.fault(Fault.of("stripe", "create_invoice", "unavailable"));
        fixture.keyed("k1", "/v1/invoices", "customer=cus_1");
        fixture.keyed("k1", "/v1/invoices", "customer=cus_1");

        JsonNode calls = fixture.control("GET", "/calls", "").json();
        assertThat(calls.path("calls").path("stripe/create_invoice").intValue()).isEqualTo(2);
        assertThat(calls.path("idempotency_keys").path("k1").intValue()).isEqualTo(2);
        assertThat(fixture.sandbox.calls()).containsEntry("stripe/create_invoice", 2);
    }

    @Test
    void a_reset_forgets_everything() throws IOException {
        fixture.fault(Fault.of("stripe", "finalize", "unavailable"));
        fixture.draft("dlv_1");
        fixture.control("POST", "/reset", "");

        assertThat(fixture.ledger()).isEmpty();
        assertThat(fixture.sandbox.calls()).isEmpty();
        assertThat(fixture.control("GET", "/faults", "").json().path("data")).isEmpty();
    }

    @Test
    void a_clock_that_was_given_cannot_be_set() throws IOException {
        assertThat(fixture.control("POST", "/clock", "{\"now\":\"2025-01-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void alone_it_judges_no_timestamp_until_its_clock_is_set() throws IOException {
        Instant wall = Instant.parse("2026-11-21T00:00:00Z");
        try (Sandbox alone = Sandbox.standalone("127.0.0.1", 0, () -> wall)) {
            assertThat(meterAt(alone, SandboxFixture.START)).contains("Success");
            assertThat(control(alone, "POST", "/sandbox/clock", "{\"now\":\"soon\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(control(alone, "POST", "/sandbox/clock", "{\"now\":\"2025-02-01T00:00:00Z\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(meterAt(alone, SandboxFixture.START)).contains("TimestampOutOfBoundsException");
        }
    }

    private static String meterAt(Sandbox sandbox, Instant at) throws IOException {
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            return http.send(
                            java.net.http.HttpRequest.newBuilder(java.net.URI.create(sandbox.uri() + "/aws"))
                                    .headers(SandboxFixture.signedBy("AKIAOWN", "us-east-1"))
                                    .header("X-Amz-Target", "AWSMPMeteringService.BatchMeterUsage")
                                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "{\"ProductCode\":\"p\",\"UsageRecords\":["
                                                    + SandboxFixture.record("c1", at, 5) + "]}"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    @Test
    void the_doors_also_open_without_http() throws IOException {
        fixture.draft("dlv_1");
        SandboxAnswer answer = control(fixture.sandbox, "GET", "/sandbox/ledger?provider=stripe", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("dlv_1");
        assertThat(control(fixture.sandbox, "GET", "/sandbox/cellar", "").status())
                .isEqualTo(404);
    }

    @Test
    void a_provider_that_nobody_simulates_answers_404() throws IOException {
        assertThat(fixture.control("GET", "/../paypal/v1", "").status()).isEqualTo(404);
    }

    private static SandboxAnswer control(Sandbox sandbox, String method, String path, String body) {
        return sandbox.control(method, path, body.getBytes(StandardCharsets.UTF_8));
    }
}
