package io.downbeat.lab.bench.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * No Kill Bill: answers the few paths that the comparison asks as that API is published, keeps everything in memory, and
 * bills each subscription once its clock is past January. Its speed says nothing about anybody's.
 */
final class KillBillSimulator implements AutoCloseable {
    private static final Pattern OF_ACCOUNT =
            Pattern.compile("/1\\.0/kb/accounts/([0-9a-f-]{36})/(tags|bundles|invoices)");

    private record Account(String id, String key, Map<String, String> subscriptions) {}

    private final HttpServer server;
    private final Map<String, Account> byKey = new ConcurrentHashMap<>();
    private final Map<String, BigDecimal> usage = new ConcurrentHashMap<>();
    private final Set<String> tracked = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String tenant;
    private volatile boolean hasCatalog;
    private volatile String clock = "";
    /** Of each subscription's invoice, a share that is not billed. */
    volatile BigDecimal forgotten = BigDecimal.ZERO;

    KillBillSimulator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    BigDecimal recorded() {
        return usage.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (exchange) {
            if (!isSignedIn(exchange)) {
                answer(exchange, 401, null);
            } else if (exchange.getRequestMethod().equals("POST")) {
                post(exchange, exchange.getRequestURI().getPath(), body);
            } else {
                get(exchange, exchange.getRequestURI().getPath());
            }
        }
    }

    /** {@code admin:password}, and for all but making a tenant the keys of one. */
    private boolean isSignedIn(HttpExchange exchange) {
        String key = exchange.getRequestHeaders().getFirst("X-Killbill-ApiKey");
        return "Basic YWRtaW46cGFzc3dvcmQ=".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && exchange.getRequestHeaders().getFirst("X-Killbill-CreatedBy") != null
                && (exchange.getRequestURI().getPath().endsWith("/tenants") || key != null && key.equals(tenant));
    }

    private void post(HttpExchange exchange, String path, String body) throws IOException {
        switch (path) {
            case "/1.0/kb/tenants" -> {
                tenant = Json.read(body).get("apiKey").asString();
                answer(exchange, 201, null);
            }
            case "/1.0/kb/catalog/xml" -> {
                // The real one calls a catalog invalid that has no default rule cases.
                hasCatalog = body.contains("<unit name=\"calls\"/>")
                        && body.contains("<changePolicyCase><policy>")
                        && body.contains("<cancelPolicyCase><policy>");
                answer(exchange, hasCatalog ? 201 : 400, null);
            }
            case "/1.0/kb/test/clock" -> {
                clock = exchange.getRequestURI().getQuery();
                answer(exchange, 200, Map.of("timeZone", "UTC"));
            }
            case "/1.0/kb/accounts" -> {
                String key = Json.read(body).get("externalKey").asString();
                byKey.put(key, new Account(UUID.randomUUID().toString(), key, new ConcurrentHashMap<>()));
                answer(exchange, 201, null);
            }
            case "/1.0/kb/subscriptions" -> subscribe(exchange, Json.read(body));
            case "/1.0/kb/usages" -> use(exchange, Json.read(body));
            default -> answer(exchange, path.endsWith("/tags") ? 201 : 404, null);
        }
    }

    private void subscribe(HttpExchange exchange, JsonNode wanted) throws IOException {
        Account account = account(wanted.get("accountId").asString());
        boolean taken = hasCatalog && wanted.get("planName").asString().equals("calls-monthly");
        if (taken) {
            account.subscriptions.put(
                    UUID.randomUUID().toString(), wanted.get("planName").asString());
        }
        answer(exchange, taken ? 201 : 400, null);
    }

    /** A tracking id counts once. */
    private void use(HttpExchange exchange, JsonNode record) throws IOException {
        String subscription = record.get("subscriptionId").asString();
        if (!clock.contains("2025-01-01")
                || byKey.values().stream().noneMatch(each -> each.subscriptions.containsKey(subscription))) {
            answer(exchange, 400, null);
            return;
        }
        if (tracked.add(record.get("trackingId").asString())) {
            for (JsonNode unit : record.get("unitUsageRecords")) {
                for (JsonNode each : unit.get("usageRecords")) {
                    usage.merge(subscription, each.get("amount").decimalValue(), BigDecimal::add);
                }
            }
        }
        answer(exchange, 201, null);
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        Matcher ofAccount = OF_ACCOUNT.matcher(path);
        if (path.equals("/1.0/kb/accounts")) {
            Account found = byKey.get(exchange.getRequestURI().getQuery().substring("externalKey=".length()));
            answer(exchange, found == null ? 404 : 200, found == null ? null : Map.of("accountId", found.id));
        } else if (ofAccount.matches()) {
            Account account = account(ofAccount.group(1));
            answer(exchange, 200, ofAccount.group(2).equals("bundles") ? bundles(account) : invoices(account));
        } else {
            answer(exchange, 404, null);
        }
    }

    private static List<Object> bundles(Account account) {
        return List.of(Map.of(
                "subscriptions",
                account.subscriptions.keySet().stream()
                        .map(id -> Map.of("subscriptionId", id))
                        .toList()));
    }

    private List<Object> invoices(Account account) {
        if (!clock.contains("2025-02-01")) {
            return List.of();
        }
        BigDecimal used = account.subscriptions.keySet().stream()
                .map(id -> usage.getOrDefault(id, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return List.of(Map.of("amount", used.multiply(new BigDecimal("0.03")).subtract(forgotten)));
    }

    private Account account(String id) {
        return byKey.values().stream()
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void answer(HttpExchange exchange, int status, @Nullable Object body) throws IOException {
        byte[] bytes = body == null ? new byte[0] : Json.write(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
