package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.faults.Faults;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.SandboxClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Events to the endpoint that was configured, one after the other in the order in which they happened; faults of the
 * step {@code webhook} lose, repeat or swap them. Signed when they leave, as Stripe does.
 */
final class StripeWebhooks implements AutoCloseable {
    private static final int TRIES = 4;
    private static final String ENDPOINT = "stripe.webhook";
    private static final long HELD_BACK_MILLIS = 300;
    private static final Map<String, List<String>> ALSO = Map.of("paid", List.of("payment_succeeded"));

    private final SandboxClock clock;
    private final Faults faults;
    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final IdSeries ids = new IdSeries();
    private final Journal journal;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Thread sender = Thread.ofVirtual().name("stripe-webhooks").unstarted(this::run);
    private volatile @Nullable Endpoint endpoint;

    StripeWebhooks(SandboxClock clock, Faults faults, Journal journal) {
        this.clock = clock;
        this.faults = faults;
        this.journal = journal;
        journal.saved(ENDPOINT, Endpoint.class).forEach(known -> endpoint = known);
        sender.start();
    }

    record Endpoint(URI url, String secret) {}

    private record Event(String type, byte[] body) {}

    void configure(@Nullable Endpoint where) {
        endpoint = where;
        if (where == null) {
            journal.remove(ENDPOINT, "");
        } else {
            journal.put(ENDPOINT, "", () -> where);
        }
    }

    void reset() {
        endpoint = null;
        queue.clear();
    }

    /** Renders the event at once: it shows the invoice as it is now, even if it is delivered much later. */
    void emit(StripeInvoice invoice, String change) {
        if (endpoint == null) {
            return;
        }
        add(invoice, "invoice." + change);
        ALSO.getOrDefault(change, List.of()).forEach(also -> add(invoice, "invoice." + also));
    }

    @Override
    public void close() {
        sender.interrupt();
        http.shutdownNow();
    }

    static String signature(String secret, long time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void add(StripeInvoice invoice, String type) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", ids.next("evt_"));
        json.put("object", "event");
        json.put("account", invoice.account);
        json.put("api_version", "2026-07-29.dahlia");
        json.put("created", clock.instant().getEpochSecond());
        json.put("data", Map.of("object", StripeInvoiceJson.of(invoice)));
        json.put("livemode", false);
        json.put("pending_webhooks", 1);
        json.put("type", type);
        queue.add(new Event(type, Json.bytes(json)));
    }

    private void run() {
        try {
            while (true) {
                sendWithFaults(queue.take());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendWithFaults(Event event) throws InterruptedException {
        Request pretended = new Request("POST", "/webhook", "", Map.of(), event.body);
        Faults.Drawn drawn = faults.draw("stripe", "webhook", pretended);
        if (drawn.kind() == FaultKind.DROP_BEFORE) {
            return;
        }
        List<Event> order = new ArrayList<>(List.of(event));
        if (drawn.modifier(FaultKind.WEBHOOK_REORDERED) != null) {
            Event next = queue.poll(HELD_BACK_MILLIS, TimeUnit.MILLISECONDS);
            if (next != null) {
                order.addFirst(next);
            }
        }
        if (drawn.modifier(FaultKind.WEBHOOK_REPEATED) != null) {
            order.add(event);
        }
        for (Event each : order) {
            send(each);
        }
    }

    private void send(Event event) throws InterruptedException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (arrived(event)) {
                return;
            }
            Thread.sleep(100L << attempt);
        }
    }

    private boolean arrived(Event event) throws InterruptedException {
        Endpoint to = endpoint;
        if (to == null) {
            return true;
        }
        HttpRequest request = HttpRequest.newBuilder(to.url)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("Stripe-Signature", signature(to.secret, clock.instant().getEpochSecond(), event.body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(event.body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException unreachable) {
            return false;
        }
    }
}
