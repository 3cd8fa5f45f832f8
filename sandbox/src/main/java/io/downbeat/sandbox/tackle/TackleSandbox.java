package io.downbeat.sandbox.tackle;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tackle's metering of AWS: takes usage records, and submits each a moment later. PUT writes the record of an hour while
 * it is not submitted and answers 409 afterwards; POST stores a second one.
 */
public final class TackleSandbox implements Simulator {
    private static final String RECORDS = "/v1/metering/usage-records";

    private final SandboxClock clock;
    private final TackleRecords records;
    private final AtomicLong requests = new AtomicLong();
    private final Object lock = new Object();

    public TackleSandbox(SandboxClock clock, Journal journal) {
        this.clock = clock;
        this.records = new TackleRecords(clock, journal);
    }

    @Override
    public String provider() {
        return "tackle";
    }

    @Override
    public Set<String> steps() {
        return Set.of("put_usage_record", "post_usage_record", "get_usage_record", "find_usage_record");
    }

    @Override
    public String step(Request request) {
        boolean one = request.path().startsWith(RECORDS + "/");
        if (!one && !request.path().equals(RECORDS)) {
            return "unknown";
        }
        return switch (request.method()) {
            case "PUT" -> one ? "unknown" : "put_usage_record";
            case "POST" -> one ? "unknown" : "post_usage_record";
            case "GET" -> one ? "get_usage_record" : "find_usage_record";
            default -> "unknown";
        };
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        try {
            authorized(call.request());
            synchronized (lock) {
                return with(answered(call));
            }
        } catch (Refusal refused) {
            return with(json(refused.status, String.valueOf(refused.getMessage())));
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        return with(
                switch (kind) {
                    case RATE_LIMITED, THROTTLED -> json(429, "Too Many Requests");
                    case UNAVAILABLE -> json(503, "Service Unavailable");
                    case UNAUTHORIZED -> json(401, "Unauthorized");
                    case BAD_REQUEST -> json(400, "Refused by a fault of the sandbox.");
                    default -> json(500, "Internal Server Error");
                });
    }

    @Override
    public List<LedgerEntry> ledger() {
        synchronized (lock) {
            return records.ledger();
        }
    }

    @Override
    public void reset() {
        synchronized (lock) {
            records.clear();
        }
    }

    private SandboxAnswer answered(Call call) {
        return switch (call.step()) {
            case "put_usage_record" -> put(call);
            case "post_usage_record" ->
                SandboxAnswer.json(
                        201, records.add(read(call), isRefusedByAws(call)).shown());
            case "get_usage_record" -> one(call, decoded(call.request().path().substring(RECORDS.length() + 1)));
            case "find_usage_record" -> find(call);
            default -> throw new Refusal(404, "Not Found");
        };
    }

    private SandboxAnswer put(Call call) {
        TackleRecords.Incoming incoming = read(call);
        TackleRecords.Stored held = records.find(incoming.key());
        if (held == null) {
            return SandboxAnswer.json(
                    201, records.add(incoming, isRefusedByAws(call)).shown());
        }
        if (!held.update(incoming.quantity())) {
            throw new Refusal(409, "The usage record has already been submitted to the marketplace.");
        }
        return SandboxAnswer.json(200, held.shown());
    }

    private SandboxAnswer one(Call call, String id) {
        TackleRecords.Stored held = records.byId(id);
        if (held == null || call.has(FaultKind.STALE_LIST)) {
            throw new Refusal(404, "Usage record not found");
        }
        return SandboxAnswer.json(200, held.shown());
    }

    private SandboxAnswer find(Call call) {
        Map<String, String> query = query(call.request().query());
        Instant hour = hour(query.get("start_time"));
        List<Object> found = call.has(FaultKind.STALE_LIST)
                ? List.of()
                : records
                        .all(new TackleRecords.Key(
                                String.valueOf(query.get("product_id")),
                                String.valueOf(query.get("customer_id")),
                                String.valueOf(query.get("dimension")),
                                hour))
                        .stream()
                        .<Object>map(TackleRecords.Stored::shown)
                        .toList();
        return SandboxAnswer.json(200, Map.of("data", found));
    }

    private static boolean isRefusedByAws(Call call) {
        return call.fault() == FaultKind.CUSTOMER_NOT_SUBSCRIBED;
    }

    private TackleRecords.Incoming read(Call call) {
        JsonNode json = json(call.request());
        if (!"aws".equals(text(json, "cloud"))) {
            throw new Refusal(400, "cloud must be aws");
        }
        String product = required(json, "product_id");
        String customer = required(json, "customer_id");
        if (product.startsWith("missing")) {
            throw new Refusal(404, "Product not found");
        }
        if (customer.startsWith("invalid")) {
            throw new Refusal(400, "The customer_id is not known");
        }
        JsonNode dimension = json.path("dimension");
        JsonNode quantity = dimension.path("quantity");
        if (!quantity.isIntegralNumber() || quantity.longValue() <= 0) {
            throw new Refusal(400, "quantity must be greater than 0");
        }
        long stored = quantity.longValue() + (call.has(FaultKind.WRONG_TOTAL) ? 1 : 0);
        var key = new TackleRecords.Key(
                product, customer, required(dimension, "name"), hour(required(json, "start_time")));
        String scheduled = text(json, "scheduled_at");
        return new TackleRecords.Incoming(key, stored, scheduled == null ? clock.instant() : time(scheduled));
    }

    private void authorized(Request request) {
        String given = request.header("Authorization");
        if (given == null || !given.startsWith("Bearer ") || given.length() < 8 || given.contains("_invalid")) {
            throw new Refusal(401, "Unauthorized");
        }
    }

    private static Instant hour(@Nullable String text) {
        if (text == null) {
            throw new Refusal(400, "start_time is required");
        }
        return time(text).truncatedTo(ChronoUnit.HOURS);
    }

    private static Instant time(String text) {
        try {
            return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException malformed) {
            throw new Refusal(400, "not a time like 2026-11-20 08:00:00: " + text);
        }
    }

    private static String required(JsonNode json, String name) {
        String text = text(json, name);
        if (text == null) {
            throw new Refusal(400, name + " is required");
        }
        return text;
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isString() && !value.stringValue().isEmpty() ? value.stringValue() : null;
    }

    private static JsonNode json(Request request) {
        return request.jsonObject(() -> new Refusal(400, "The body is not a JSON object."));
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                query.put(decoded(pair.substring(0, sign)), decoded(pair.substring(sign + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static SandboxAnswer json(int status, String message) {
        return SandboxAnswer.json(status, Map.of("message", message));
    }

    private SandboxAnswer with(SandboxAnswer answer) {
        return answer.with("x-request-id", "tk-%012d".formatted(requests.incrementAndGet()));
    }

    private static final class Refusal extends RuntimeException {
        private final int status;

        Refusal(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }
    }
}
