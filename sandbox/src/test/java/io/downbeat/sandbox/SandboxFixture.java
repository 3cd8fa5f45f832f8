package io.downbeat.sandbox;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** A sandbox in a time that the test moves, and a client that talks to it over real HTTP. */
final class SandboxFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2025-01-31T12:00:00Z");

    final Sandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile Instant now = START;

    SandboxFixture() {
        try {
            sandbox = Sandbox.start("127.0.0.1", 0, () -> now);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One that remembers in a folder, in a time that goes on. */
    SandboxFixture(Path folder, Instant from) throws IOException {
        now = from;
        sandbox = Sandbox.start("127.0.0.1", 0, () -> now, folder);
    }

    record Answer(int status, Map<String, String> headers, String text) {
        JsonNode json() {
            return Json.MAPPER.readTree(text);
        }

        String at(String pointer) {
            return json().at(pointer).asString();
        }

        boolean isReplayed() {
            return "true".equals(headers.get("idempotent-replayed"));
        }
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    Instant now() {
        return now;
    }

    Answer stripe(String method, String path, String form, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.uri() + "/stripe" + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer sk_test_1")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    Answer stripe(String method, String path) throws IOException {
        return stripe(method, path, "");
    }

    Answer keyed(String key, String path, String form) throws IOException {
        return stripe("POST", path, form, "Idempotency-Key", key);
    }

    /** A draft with our reference, and its id. */
    String draft(String delivery) throws IOException {
        return draft(delivery, "customer=cus_1&currency=usd");
    }

    String draft(String delivery, String terms) throws IOException {
        return stripe("POST", "/v1/invoices", terms + "&metadata[delivery_id]=" + delivery)
                .at("/id");
    }

    String draftOf(long cents) throws IOException {
        String id = draft("dlv_" + UUID.randomUUID());
        stripe("POST", "/v1/invoices/" + id + "/add_lines", lines(1, cents));
        return id;
    }

    String openOf(long cents) throws IOException {
        String id = draftOf(cents);
        stripe("POST", "/v1/invoices/" + id + "/finalize", "auto_advance=false");
        return id;
    }

    static String lines(int count, long cents) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        "lines[%d][amount]=%d&lines[%d][description]=%s".formatted(i, cents, i, encoded("Line " + i)))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Answer meter(String region, String records) throws IOException {
        return aws(
                "AWSMPMeteringService.BatchMeterUsage",
                "{\"ProductCode\":\"prod-1\",\"UsageRecords\":[" + records + "]}",
                signedBy("AKIAOWN", region));
    }

    Answer aws(String target, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.uri() + "/aws"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", target)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    static String[] signedBy(String accessKey, String region) {
        return new String[] {
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=" + accessKey + "/20250131/" + region
                    + "/aws-marketplace/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0a".repeat(32)
        };
    }

    static String record(String customer, Instant at, long quantity) {
        return "{\"Timestamp\":%d,\"Dimension\":\"usage_fee\",\"Quantity\":%d,\"CustomerIdentifier\":\"%s\"}"
                .formatted(at.getEpochSecond(), quantity, customer);
    }

    Answer control(String method, String path, String body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(sandbox.uri() + "/sandbox" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    void fault(Fault... faults) {
        sandbox.setFaults(List.of(faults));
    }

    List<LedgerEntry> ledger() {
        return sandbox.ledger();
    }

    LedgerEntry only() {
        if (ledger().size() != 1) {
            throw new AssertionError("not one effect but " + ledger());
        }
        return ledger().getFirst();
    }

    Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = response.headers().map().entrySet().stream()
                    .collect(Collectors.toMap(
                            each -> each.getKey().toLowerCase(),
                            each -> each.getValue().getFirst()));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    @Override
    public void close() {
        sandbox.close();
        http.shutdownNow();
    }
}
