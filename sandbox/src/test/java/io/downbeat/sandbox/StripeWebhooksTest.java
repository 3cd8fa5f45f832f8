package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StripeWebhooksTest {
    private static final String SECRET = "whsec_test";

    private record Received(String signature, String body) {
        String type() {
            return Json.MAPPER.readTree(body).path("type").stringValue();
        }

        String id() {
            return Json.MAPPER.readTree(body).path("id").stringValue();
        }
    }

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private SandboxFixture fixture;
    private HttpServer listener;
    private final AtomicInteger refusals = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        fixture = new SandboxFixture();
        listener = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        listener.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Received(exchange.getRequestHeaders().getFirst("Stripe-Signature"), body));
            exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 500 : 200, -1);
            exchange.close();
        });
        listener.start();
        fixture.control(
                "POST",
                "/stripe/webhook",
                "{\"url\":\"http://127.0.0.1:%d/in\",\"secret\":\"%s\"}"
                        .formatted(listener.getAddress().getPort(), SECRET));
    }

    @AfterEach
    void stop() {
        listener.stop(0);
        fixture.close();
    }

    @Test
    void each_change_is_told_in_order() throws Exception {
        String id = fixture.openOf(1_000);
        fixture.stripe("POST", "/v1/invoices/" + id + "/pay");

        assertThat(types(5))
                .containsExactly(
                        "invoice.created",
                        "invoice.updated",
                        "invoice.finalized",
                        "invoice.paid",
                        "invoice.payment_succeeded");
    }

    @Test
    void an_event_is_signed_over_its_time_and_raw_body() throws Exception {
        fixture.draft("dlv_1");
        Received event = next();

        assertThat(event.signature()).startsWith("t=" + fixture.now().getEpochSecond() + ",v1=");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = (fixture.now().getEpochSecond() + "." + event.body()).getBytes(StandardCharsets.UTF_8);
        assertThat(event.signature()).endsWith("v1=" + HexFormat.of().formatHex(mac.doFinal(signed)));
        assertThat(Json.MAPPER
                        .readTree(event.body())
                        .at("/data/object/metadata/delivery_id")
                        .stringValue())
                .isEqualTo("dlv_1");
    }

    @Test
    void a_change_at_stripe_itself_is_told_too() throws Exception {
        String paid = fixture.openOf(1_000);
        String failed = fixture.openOf(1_000);
        types(6);
        event(paid, "paid");
        event(failed, "payment_failed");
        event(failed, "uncollectible");
        event(failed, "voided");

        assertThat(types(5))
                .containsExactly(
                        "invoice.paid",
                        "invoice.payment_succeeded",
                        "invoice.payment_failed",
                        "invoice.marked_uncollectible",
                        "invoice.voided");
        assertThat(fixture.ledger()).extracting(LedgerEntry::status).containsExactly("paid", "void");
        assertThat(fixture.control("POST", "/stripe/events", "{\"invoice\":\"" + paid + "\",\"event\":\"voided\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void events_repeat_and_swap_under_a_fault() throws Exception {
        fixture.fault(Fault.of("stripe", "webhook", "webhook_repeated"));
        fixture.draft("dlv_1");
        assertThat(next().id()).isEqualTo(next().id());

        fixture.fault(Fault.of("stripe", "webhook", "webhook_reordered"));
        String id = fixture.draft("dlv_2");
        fixture.stripe("POST", "/v1/invoices/" + id, "metadata[a]=b");
        assertThat(types(2)).containsExactly("invoice.updated", "invoice.created");
    }

    @Test
    void an_event_that_is_not_taken_comes_again() throws Exception {
        refusals.set(1);
        fixture.draft("dlv_1");

        assertThat(next().id()).isEqualTo(next().id());
    }

    @Test
    void a_dropped_event_never_comes() throws Exception {
        fixture.fault(Fault.of("stripe", "webhook", "drop_before"));
        String id = fixture.draft("dlv_1");
        fixture.stripe("DELETE", "/v1/invoices/" + id);

        assertThat(types(1)).containsExactly("invoice.deleted");
    }

    private void event(String invoice, String event) throws IOException {
        fixture.control("POST", "/stripe/events", "{\"invoice\":\"%s\",\"event\":\"%s\"}".formatted(invoice, event));
    }

    private List<String> types(int count) throws InterruptedException {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(next().type());
        }
        return types;
    }

    private Received next() throws InterruptedException {
        Received next = received.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no event came");
        }
        return next;
    }
}
