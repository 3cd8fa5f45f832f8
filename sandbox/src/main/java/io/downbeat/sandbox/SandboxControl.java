package io.downbeat.sandbox;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.faults.Faults;
import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The endpoints under {@code /sandbox}: what the providers hold, and how they are to misbehave. */
final class SandboxControl {
    private final SimulatedProviders providers;
    private final URI address;

    SandboxControl(SimulatedProviders providers, URI address) {
        this.providers = providers;
        this.address = address;
    }

    SandboxAnswer answer(String method, String path, byte[] body) {
        try {
            int query = path.indexOf('?');
            String endpoint = method + " " + (query < 0 ? path : path.substring(0, query));
            FormParameters asked = FormParameters.parse(query < 0 ? "" : path.substring(query + 1));
            return SandboxAnswer.json(200, answered(endpoint, asked, body));
        } catch (NoSuchEndpoint unknown) {
            return refused(404, "no such endpoint: " + method + " " + path);
        } catch (ClockIsGiven given) {
            return refused(409, "this sandbox follows the server's clock; advance that one");
        } catch (JacksonException | IllegalArgumentException | FormParameters.Malformed bad) {
            return refused(400, String.valueOf(bad.getMessage()));
        }
    }

    private static final class NoSuchEndpoint extends RuntimeException {}

    private static final class ClockIsGiven extends RuntimeException {}

    private Object answered(String endpoint, FormParameters asked, byte[] body) {
        return switch (endpoint) {
            case "GET /sandbox/ledger" -> page(entries(asked));
            case "GET /sandbox/faults" -> page(faults());
            case "POST /sandbox/faults" -> {
                providers.addFaults(readFaults(Json.read(body)));
                yield page(faults());
            }
            case "DELETE /sandbox/faults" -> {
                providers.faults().clear();
                yield page(List.of());
            }
            case "GET /sandbox/calls" ->
                Map.of(
                        "calls",
                        providers.log().steps(),
                        "idempotency_keys",
                        providers.log().keys(),
                        "late",
                        providers.delayed().size());
            case "GET /sandbox/address" -> Map.of("uri", address);
            case "GET /sandbox/clock" -> clock();
            case "POST /sandbox/clock" -> setClock(Json.read(body));
            case "POST /sandbox/late" -> Map.of("landed", providers.delayed().deliverAll());
            case "POST /sandbox/reset" -> {
                providers.reset();
                yield Map.of("reset", true);
            }
            case "POST /sandbox/stripe/webhook" -> webhook(Json.read(body));
            case "POST /sandbox/netsuite/events" -> netsuiteEvent(Json.read(body));
            case "POST /sandbox/stripe/events" -> stripeEvent(Json.read(body));
            default -> throw new NoSuchEndpoint();
        };
    }

    private List<LedgerEntry> entries(FormParameters asked) {
        Stream<LedgerEntry> entries = providers.ledger().stream();
        String provider = asked.text("provider").orElse(null);
        String reference = asked.text("reference").orElse(null);
        if (provider != null) {
            entries = entries.filter(entry -> entry.provider().equals(provider));
        }
        if (reference != null) {
            entries = entries.filter(entry -> reference.equals(entry.reference()));
        }
        return entries.toList();
    }

    private List<Object> faults() {
        List<Object> all = new ArrayList<>();
        for (Faults.Status each : providers.faults().status()) {
            Map<String, Object> json = new LinkedHashMap<>();
            Fault fault = each.fault();
            json.put("provider", fault.provider());
            json.put("step", fault.step());
            json.put("fault", fault.fault());
            json.put("times", fault.limit());
            putIfKnown(json, "probability", fault.probability());
            putIfKnown(json, "seed", fault.seed());
            putIfKnown(json, "after", fault.after());
            putIfKnown(json, "retry_after", fault.retryAfter());
            putIfKnown(json, "delay_ms", fault.delayMillis());
            putIfKnown(json, "calls", fault.calls());
            putIfKnown(json, "match", fault.match());
            json.put("seen", each.seen());
            json.put("struck", each.injected());
            all.add(json);
        }
        return all;
    }

    private static void putIfKnown(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static List<Fault> readFaults(JsonNode body) {
        JsonNode list = body.isArray() ? body : body.path("faults");
        if (!list.isArray()) {
            return List.of(readFault(body));
        }
        List<Fault> all = new ArrayList<>();
        for (JsonNode each : list) {
            all.add(readFault(each));
        }
        return all;
    }

    private static Fault readFault(JsonNode json) {
        String step = optional(json, "step");
        return new Fault(
                required(json, "provider"),
                step == null ? "*" : step,
                required(json, "fault"),
                integer(json, "times"),
                decimal(json, "probability"),
                whole(json, "seed"),
                integer(json, "after"),
                integer(json, "retry_after"),
                whole(json, "delay_ms"),
                integer(json, "calls"),
                optional(json, "match"));
    }

    private Object clock() {
        return Map.of(
                "now",
                providers.clock().instant(),
                "settable",
                providers.clock().isSettable(),
                "judges_timestamps",
                providers.clock().judges());
    }

    private Object setClock(JsonNode body) {
        if (!providers.clock().isSettable()) {
            throw new ClockIsGiven();
        }
        try {
            providers.clock().set(Instant.parse(required(body, "now")));
        } catch (DateTimeException noInstant) {
            throw new IllegalArgumentException("now: an instant like 2025-01-01T00:00:00Z", noInstant);
        }
        return clock();
    }

    private Object webhook(JsonNode body) {
        String url = optional(body, "url");
        if (url == null) {
            providers.stripe().sendNoWebhooks();
        } else {
            providers.stripe().sendWebhooks(URI.create(url), required(body, "secret"));
        }
        return Map.of("configured", url != null);
    }

    private Object stripeEvent(JsonNode body) {
        return providers.stripe().happens(required(body, "invoice"), required(body, "event"));
    }

    private Object netsuiteEvent(JsonNode body) {
        return providers.netsuite().happens(required(body, "invoice"), required(body, "event"));
    }

    private static Object page(List<?> data) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("data", data);
        page.put("next_page", null);
        return page;
    }

    private static SandboxAnswer refused(int status, String message) {
        return SandboxAnswer.json(status, Map.of("message", message));
    }

    private static String required(JsonNode json, String name) {
        String value = optional(json, name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": required");
        }
        return value;
    }

    private static @Nullable JsonNode given(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    private static @Nullable String optional(JsonNode json, String name) {
        JsonNode value = given(json, name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw new IllegalArgumentException(name + ": must be a string");
        }
        return value.stringValue();
    }

    private static @Nullable Long whole(JsonNode json, String name) {
        JsonNode value = given(json, name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + ": must be a whole number");
        }
        return value.longValue();
    }

    private static @Nullable Integer integer(JsonNode json, String name) {
        Long value = whole(json, name);
        if (value == null) {
            return null;
        }
        if (value != value.intValue()) {
            throw new IllegalArgumentException(name + ": out of range");
        }
        return value.intValue();
    }

    private static @Nullable Double decimal(JsonNode json, String name) {
        JsonNode value = given(json, name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(name + ": must be a number");
        }
        return value.doubleValue();
    }
}
