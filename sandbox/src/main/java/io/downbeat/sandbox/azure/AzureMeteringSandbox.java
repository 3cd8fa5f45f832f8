package io.downbeat.sandbox.azure;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.HourRecord;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.ledger.StoredRecords;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.IssuedTokens;
import io.downbeat.sandbox.provider.Simulator;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** Azure's SaaS metering API: subscriptions, usage events alone and in batches, and what was used by day. */
final class AzureMeteringSandbox implements Simulator {
    private static final int MAXIMUM_EVENTS = 25;
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final String VERSION = "api-version=2018-08-31";
    private static final String SUBSCRIPTIONS = "/api/saas/subscriptions/";

    private final SandboxClock clock;
    private final IssuedTokens tokens;
    private final StoredRecords<HourRecord> records;
    private final AzurePlans plans;
    private final IdSeries ids = new IdSeries();
    private final AtomicLong requests = new AtomicLong();
    private final Object lock = new Object();

    AzureMeteringSandbox(SandboxClock clock, IssuedTokens tokens, Journal journal) {
        this.records = StoredRecords.numbered("azure", HourRecord.class, journal);
        this.plans = new AzurePlans(journal);
        this.clock = clock;
        this.tokens = tokens;
    }

    @Override
    public String provider() {
        return "azure";
    }

    @Override
    public Set<String> steps() {
        return Set.of("get_subscription", "usage_event", "batch_usage_event", "list_usage");
    }

    @Override
    public String step(Request request) {
        boolean get = request.method().equals("GET");
        if (get && request.path().startsWith(SUBSCRIPTIONS)) {
            return "get_subscription";
        }
        return switch (request.method() + " " + request.path()) {
            case "POST /api/usageEvent" -> "usage_event";
            case "POST /api/batchUsageEvent" -> "batch_usage_event";
            case "GET /api/usageEvents" -> "list_usage";
            default -> "unknown";
        };
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        if (call.has(FaultKind.TOKEN_REVOKED)) {
            tokens.revokeAll();
        }
        SandboxAnswer answer;
        try {
            answer = answered(call);
        } catch (AzureError refused) {
            answer = refused.answer();
        }
        return answer.with("x-ms-requestid", "azure-%012d".formatted(requests.incrementAndGet()));
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        return AzureError.of(kind).answer().with("x-ms-requestid", "azure-%012d".formatted(requests.incrementAndGet()));
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
            plans.clear();
        }
    }

    private SandboxAnswer answered(Call call) {
        Request request = call.request();
        IssuedTokens.Token token = tokens.of(request).orElseThrow(AzureError::unauthorized);
        if (!request.query().contains(VERSION)) {
            throw new AzureError(400, "BadArgument", "api-version is missing.");
        }
        synchronized (lock) {
            return switch (call.step()) {
                case "get_subscription" -> subscription(request.path().substring(SUBSCRIPTIONS.length()));
                case "usage_event" -> one(call, token);
                case "batch_usage_event" -> batch(call, token);
                case "list_usage" -> SandboxAnswer.json(200, usage(call));
                default -> throw new AzureError(404, "NotFound", "The resource was not found.");
            };
        }
    }

    private SandboxAnswer subscription(String id) {
        String status = plans.status(id);
        if (status.equals("missing")) {
            throw new AzureError(404, "ResourceNotFound", "The SaaS subscription is not found.");
        }
        if (status.equals("forbidden")) {
            throw new AzureError(403, "Forbidden", "The offer is published with a different Microsoft Entra app ID.");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", "sandbox");
        json.put("offerId", "sandbox-offer");
        json.put("planId", plans.of(id));
        json.put("saasSubscriptionStatus", status);
        return SandboxAnswer.json(200, json);
    }

    private SandboxAnswer one(Call call, IssuedTokens.Token token) {
        Map<String, Object> result = result(call, token, json(call.request()));
        if ("Accepted".equals(result.get("status"))) {
            return SandboxAnswer.json(200, result);
        }
        if (result.get("error") instanceof Map<?, ?> error) {
            return SandboxAnswer.json(409, error);
        }
        throw new IllegalStateException("neither accepted nor a duplicate: " + result);
    }

    private SandboxAnswer batch(Call call, IssuedTokens.Token token) {
        JsonNode events = json(call.request()).path("request");
        if (!events.isArray() || events.isEmpty()) {
            throw bad("The request is required.");
        }
        if (events.size() > MAXIMUM_EVENTS) {
            throw bad("The batch contained more than 25 usage events.");
        }
        if (call.fault() == FaultKind.REQUEST_LEVEL_ERROR) {
            throw bad("One of the usage events is malformed.");
        }
        List<Object> results = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            // Every second one: a batch that is half done is worse than one that is not done at all.
            boolean skipped = call.fault() == FaultKind.UNPROCESSED && i % 2 == 0;
            results.add(
                    skipped
                            ? failed(events.get(i), new AzureError(500, "Error", "Try it again."))
                            : tried(call, token, events.get(i)));
        }
        return SandboxAnswer.json(200, Map.of("count", results.size(), "result", results));
    }

    private Map<String, Object> tried(Call call, IssuedTokens.Token token, JsonNode event) {
        try {
            return result(call, token, event);
        } catch (AzureError refused) {
            return failed(event, refused);
        }
    }

    private static Map<String, Object> failed(JsonNode event, AzureError why) {
        Map<String, Object> result = echo(event);
        result.put("status", why.code());
        result.put("messageTime", "0001-01-01T00:00:00");
        result.put("error", why.nested());
        return result;
    }

    /** Stored, or what is stored already: anything else is an {@link AzureError}. */
    private Map<String, Object> result(Call call, IssuedTokens.Token token, JsonNode event) {
        if (call.has(FaultKind.PLAN_CHANGED)) {
            plans.change(text(event, "resourceId"));
        }
        HourRecord record = checked(call, token, event);
        String key = record.customer().toLowerCase(Locale.ROOT) + "|" + record.dimension() + "|" + record.hour();
        if (call.has(FaultKind.TAKEN_BY_OTHERS) && records.find(key) == null) {
            records.write(key, ids.nextUuid(), foreign(record), clock.instant());
        }
        StoredRecords.Written<HourRecord> written = records.write(key, ids.nextUuid(), record, clock.instant());
        if (written.outcome() == StoredRecords.Outcome.STORED) {
            return accepted(event, written.stored(), "Accepted");
        }
        Map<String, Object> result = echo(event);
        result.put("status", "Duplicate");
        result.put("messageTime", "0001-01-01T00:00:00");
        result.put(
                "error",
                Map.of(
                        "code",
                        "Conflict",
                        "message",
                        "This usage event already exist.",
                        "additionalInfo",
                        Map.of("acceptedMessage", accepted(event, written.stored(), "Duplicate"))));
        return result;
    }

    private static HourRecord foreign(HourRecord ours) {
        return new HourRecord(
                "somebody-else", ours.customer(), ours.dimension(), ours.hour(), ours.quantity() + 1, ours.product());
    }

    private static Map<String, Object> accepted(
            JsonNode event, StoredRecords.Stored<HourRecord> stored, String status) {
        Map<String, Object> json = echo(event);
        json.put("usageEventId", stored.id());
        json.put("status", status);
        json.put("messageTime", stored.created().toString());
        // Azure writes quantities as floating numbers.
        json.put("quantity", new BigDecimal(stored.record().quantity()).setScale(1));
        json.put("planId", stored.record().product());
        return json;
    }

    private static Map<String, Object> echo(JsonNode event) {
        Map<String, Object> json = new LinkedHashMap<>();
        event.properties().forEach(each -> json.put(each.getKey(), each.getValue()));
        return json;
    }

    private HourRecord checked(Call call, IssuedTokens.Token token, JsonNode event) {
        String resource = text(event, "resourceId");
        String dimension = text(event, "dimension");
        String plan = text(event, "planId");
        Instant start = instant(text(event, "effectiveStartTime"));
        plans.check(call, resource, plan);
        if (dimension.startsWith("invalid")) {
            throw new AzureError(400, "InvalidDimension", "The dimension is invalid for this plan.");
        }
        JsonNode quantity = event.path("quantity");
        if (!quantity.isNumber() || quantity.decimalValue().signum() <= 0) {
            throw new AzureError(400, "InvalidQuantity", "The quantity must be greater than zero.");
        }
        return new HourRecord(
                token.holder(),
                resource,
                dimension,
                start.truncatedTo(ChronoUnit.HOURS),
                quantity.decimalValue().longValueExact(),
                plan);
    }

    private Instant instant(String text) {
        Instant start;
        try {
            start = Instant.parse(text);
        } catch (DateTimeException noInstant) {
            throw bad("effectiveStartTime is no date.");
        }
        if (!clock.judges()) {
            return start;
        }
        if (start.isAfter(clock.instant())) {
            throw bad("effectiveStartTime lies in the future.");
        }
        // Up to 24 hours: taken at 24 hours, refused a second later.
        if (start.isBefore(clock.instant().minus(WINDOW))) {
            throw new AzureError(400, "Expired", "The usage event has expired: it is more than 24 hours old.");
        }
        return start;
    }

    private List<Object> usage(Call call) {
        Map<String, Map<String, Object>> days = new LinkedHashMap<>();
        for (StoredRecords.Stored<HourRecord> each : records.all()) {
            HourRecord record = each.record();
            Instant day = record.hour().truncatedTo(ChronoUnit.DAYS);
            boolean over = !clock.judges() || !clock.instant().isBefore(day.plus(WINDOW));
            Map<String, Object> row = days.computeIfAbsent(
                    day + record.customer() + record.dimension() + record.product(), key -> new LinkedHashMap<>());
            row.put("usageDate", day.toString());
            row.put("usageResourceId", record.customer());
            row.put("dimension", record.dimension());
            row.put("planId", record.product());
            row.put("offerType", "SaaS");
            BigDecimal sum = ((BigDecimal) row.getOrDefault("submittedQuantity", new BigDecimal("0.0")))
                    .add(new BigDecimal(record.quantity()).setScale(1));
            row.put("submittedQuantity", sum);
            row.put("submittedCount", 1 + (int) row.getOrDefault("submittedCount", 0));
            boolean wrong = call.has(FaultKind.WRONG_TOTAL);
            row.put("processedQuantity", over ? wrong ? sum.subtract(BigDecimal.ONE) : sum : new BigDecimal("0.0"));
            row.put("reconStatus", over ? wrong ? "Mismatch" : "Accepted" : "Submitted");
        }
        return List.copyOf(days.values());
    }

    private static AzureError bad(String message) {
        return new AzureError(400, "BadArgument", message);
    }

    private static String text(JsonNode event, String name) {
        String text = event.path(name).asString("");
        if (text.isEmpty()) {
            throw bad("The " + name + " is required.");
        }
        return text;
    }

    private static JsonNode json(Request request) {
        return request.jsonObject(() -> bad("The body is no JSON object."));
    }
}
