package io.downbeat.sandbox.gcp;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.HourRecord;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.ledger.StoredRecords;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.IssuedTokens;
import io.downbeat.sandbox.provider.Simulator;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Google's Procurement API, as far as entitlements go, and Service Control's check and report. */
final class GcpServiceSandbox implements Simulator {
    /** How long an operation's id is remembered here. Google does not say; what comes later is billed again. */
    static final Duration MEMORY = Duration.ofHours(3);

    private static final String CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform";
    private static final String SERVICE_CONTROL = "https://www.googleapis.com/auth/servicecontrol";
    private static final Pattern ENTITLEMENT = Pattern.compile("/v1/providers/([^/]+)/entitlements/([^/]+)");
    private static final Pattern LIST = Pattern.compile("/v1/providers/([^/]+)/entitlements");
    private static final Pattern CONTROL = Pattern.compile("/v1/services/([^/:]+):(check|report)");
    private static final int MAXIMUM_BYTES = 1_048_576;
    private static final String CONSUMER = "project_number:sandbox-";

    private final SandboxClock clock;
    private final IssuedTokens tokens;
    private final StoredRecords<HourRecord> records;
    private final Object lock = new Object();

    GcpServiceSandbox(SandboxClock clock, IssuedTokens tokens, Journal journal) {
        this.records = StoredRecords.numbered("gcp", HourRecord.class, journal);
        this.clock = clock;
        this.tokens = tokens;
    }

    @Override
    public String provider() {
        return "gcp";
    }

    @Override
    public Set<String> steps() {
        return Set.of("get_entitlement", "list_entitlements", "check", "report");
    }

    @Override
    public String step(Request request) {
        if (request.method().equals("GET")
                && ENTITLEMENT.matcher(request.path()).matches()) {
            return "get_entitlement";
        }
        if (request.method().equals("GET") && LIST.matcher(request.path()).matches()) {
            return "list_entitlements";
        }
        Matcher control = CONTROL.matcher(request.path());
        return request.method().equals("POST") && control.matches() ? control.group(2) : "unknown";
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        if (call.has(FaultKind.TOKEN_REVOKED)) {
            tokens.revokeAll();
        }
        try {
            return switch (call.step()) {
                case "get_entitlement" -> entitlement(call.request());
                case "list_entitlements" -> listed(call.request());
                case "check" -> checked(call);
                case "report" -> reported(call);
                default -> throw new GcpError(404, "NOT_FOUND", "Not found.");
            };
        } catch (GcpError refused) {
            return refused.answer();
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        return GcpError.of(kind).answer();
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

    private IssuedTokens.Token token(Request request, String scope) {
        IssuedTokens.Token token = tokens.of(request).orElseThrow(GcpError::unauthenticated);
        if (!token.scopes().contains(scope) && !token.scopes().contains(CLOUD_PLATFORM)) {
            throw GcpError.denied("Request had insufficient authentication scopes.");
        }
        if (token.holder().startsWith("denied")) {
            throw GcpError.denied("The caller does not have permission.");
        }
        return token;
    }

    private SandboxAnswer entitlement(Request request) {
        token(request, CLOUD_PLATFORM);
        Matcher path = ENTITLEMENT.matcher(request.path());
        if (!path.matches()) {
            throw new GcpError(404, "NOT_FOUND", "Not found.");
        }
        String id = path.group(2);
        if (path.group(1).startsWith("denied")) {
            throw GcpError.denied("The caller does not have permission.");
        }
        if (id.startsWith("foreign")) {
            throw GcpError.denied("The caller does not have permission.");
        }
        if (id.startsWith("missing")) {
            throw new GcpError(404, "NOT_FOUND", "Entitlement '" + id + "' not found.");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", "providers/" + path.group(1) + "/entitlements/" + id);
        json.put("provider", path.group(1));
        json.put("plan", "gold");
        json.put("state", state(id));
        json.put("usageReportingId", CONSUMER + id);
        return SandboxAnswer.json(200, json);
    }

    /** An empty page: it shows that the account may read entitlements. */
    private SandboxAnswer listed(Request request) {
        token(request, CLOUD_PLATFORM);
        Matcher path = LIST.matcher(request.path());
        if (!path.matches() || path.group(1).startsWith("denied")) {
            throw GcpError.denied("The caller does not have permission.");
        }
        return SandboxAnswer.json(200, Map.of("entitlements", List.of()));
    }

    private static String state(String entitlement) {
        if (entitlement.startsWith("suspended")) {
            return "ENTITLEMENT_SUSPENDED";
        }
        if (entitlement.startsWith("cancelled")) {
            return "ENTITLEMENT_CANCELLED";
        }
        if (entitlement.startsWith("pending")) {
            return "ENTITLEMENT_ACTIVATION_REQUESTED";
        }
        return "ENTITLEMENT_ACTIVE";
    }

    private SandboxAnswer checked(Call call) {
        token(call.request(), SERVICE_CONTROL);
        service(call.request());
        JsonNode operation = json(call.request()).path("operation");
        String id = text(operation, "operationId");
        String consumer = text(operation, "consumerId");
        instant(operation, "startTime");
        List<Object> errors = new ArrayList<>();
        String obstacle = obstacle(call, consumer);
        if (obstacle != null) {
            errors.add(Map.of("code", obstacle, "detail", "of " + consumer));
        }
        return SandboxAnswer.json(200, Map.of("operationId", id, "checkErrors", errors));
    }

    private static @Nullable String obstacle(Call call, String consumer) {
        String name = consumer.startsWith(CONSUMER) ? consumer.substring(CONSUMER.length()) : "invalid";
        if (name.startsWith("invalid")) {
            return "CONSUMER_INVALID";
        }
        if (name.startsWith("deleted")) {
            return "PROJECT_DELETED";
        }
        if (name.startsWith("disabled")) {
            return "SERVICE_NOT_ACTIVATED";
        }
        return name.contains("unbilled") || call.isUnsubscribed(consumer) ? "BILLING_DISABLED" : null;
    }

    private SandboxAnswer reported(Call call) {
        IssuedTokens.Token token = token(call.request(), SERVICE_CONTROL);
        if (call.request().body().length > MAXIMUM_BYTES) {
            throw GcpError.invalid("The request exceeds 1 MB.");
        }
        String service = service(call.request());
        JsonNode operations = json(call.request()).path("operations");
        if (!operations.isArray() || operations.isEmpty()) {
            throw GcpError.invalid("operations is required.");
        }
        // All are read before one is stored: what is malformed fails the call as a whole.
        List<Operation> all = new ArrayList<>();
        operations.forEach(each -> all.add(operation(each, service, token.holder())));
        List<Object> errors = new ArrayList<>();
        synchronized (lock) {
            for (int i = 0; i < all.size(); i++) {
                Operation each = all.get(i);
                String refusal = each.refusal;
                if (call.fault() == FaultKind.UNPROCESSED && i % 2 == 0) {
                    errors.add(error(each.id, 14, "The operation was not processed."));
                } else if (refusal != null) {
                    errors.add(error(each.id, 3, refusal));
                } else {
                    store(service, each);
                }
            }
        }
        return SandboxAnswer.json(200, Map.of("reportErrors", errors, "serviceConfigId", "sandbox"));
    }

    private static Map<String, Object> error(String operationId, int code, String message) {
        return Map.of("operationId", operationId, "status", Map.of("code", code, "message", message));
    }

    private void store(String service, Operation operation) {
        String key = service + "|" + operation.id;
        StoredRecords.Stored<HourRecord> before = records.find(key);
        Instant now = clock.instant();
        if (before != null && clock.judges() && !now.isBefore(before.created().plus(MEMORY))) {
            records.forget(key);
        }
        records.write(key, operation.id, operation.record, now);
    }

    /** @param refusal why Google takes this operation never, {@code null} if it does */
    private record Operation(
            String id, HourRecord record, @Nullable String refusal) {}

    private static Operation operation(JsonNode json, String service, String holder) {
        String id = text(json, "operationId");
        String consumer = text(json, "consumerId");
        text(json, "operationName");
        Instant start = instant(json, "startTime");
        Instant end = instant(json, "endTime");
        if (!end.isAfter(start)) {
            throw GcpError.invalid("endTime must be after startTime.");
        }
        JsonNode sets = json.path("metricValueSets");
        if (sets.size() != 1 || sets.path(0).path("metricValues").size() != 1) {
            throw GcpError.invalid("An operation here has one metric with one value.");
        }
        String metric = text(sets.path(0), "metricName");
        String value = text(sets.path(0).path("metricValues").path(0), "int64Value");
        if (!value.matches("\\d{1,18}")) {
            throw GcpError.invalid("int64Value is no whole number.");
        }
        boolean known = metric.startsWith(service + "/") && !metric.contains("/invalid");
        String refusal = !known
                ? "Metric '" + metric + "' is not defined in the service."
                : consumer.startsWith(CONSUMER) ? null : "Consumer '" + consumer + "' is invalid.";
        String dimension = metric.substring(metric.lastIndexOf('/') + 1);
        var record = new HourRecord(
                holder, consumer, dimension, start.truncatedTo(ChronoUnit.HOURS), Long.parseLong(value), service);
        return new Operation(id, record, refusal);
    }

    private static String service(Request request) {
        Matcher path = CONTROL.matcher(request.path());
        if (!path.matches()) {
            throw new GcpError(404, "NOT_FOUND", "Not found.");
        }
        if (path.group(1).startsWith("missing")) {
            throw new GcpError(404, "NOT_FOUND", "Service '" + path.group(1) + "' not found.");
        }
        return path.group(1);
    }

    private static Instant instant(JsonNode json, String name) {
        try {
            return Instant.parse(text(json, name));
        } catch (DateTimeException noInstant) {
            throw GcpError.invalid(name + " is no timestamp.");
        }
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).asString("");
        if (text.isEmpty()) {
            throw GcpError.invalid(name + " is required.");
        }
        return text;
    }

    private static JsonNode json(Request request) {
        return request.jsonObject(() -> GcpError.invalid("The body is no JSON object."));
    }
}
