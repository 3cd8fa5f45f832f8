package io.downbeat;

import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests as the tests of the official SDKs send them: every parameter that the published document has, filled by its type. An
 * id that is known by its name is that of something that is there.
 */
final class FilledRequests {
    static final String SOMEBODY = "13117714-3f05-48e5-a6e9-a66093f13b4d";
    private static final int DEEPEST = 12;

    /** @param body {@code null} for an operation without one */
    record Filled(String method, String path, String uri, JsonNode body) {
        String name() {
            return method + " " + path;
        }
    }

    private final JsonNode document = read("/api/openapi.json");
    private final Map<String, String> known;

    /** @param known values by the name of the parameter */
    FilledRequests(Map<String, String> known) {
        this.known = known;
    }

    /** One for each published operation that this server serves; those that end something come last. */
    List<Filled> all() {
        List<Filled> all = new ArrayList<>();
        for (var path : read("/api/served.json").get("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                JsonNode operation = document.path("paths").path(path.getKey()).path(method);
                if (operation.isObject()) {
                    all.add(filled(method.toUpperCase(Locale.ROOT), path.getKey(), operation));
                }
            }
        }
        all.sort(Comparator.comparing(one -> one.path().matches(".*([aA]rchive|Delete|removeKey|void|delete).*")));
        return all;
    }

    private Filled filled(String method, String path, JsonNode operation) {
        String uri = path;
        List<String> query = new ArrayList<>();
        Stream<JsonNode> parameters = Stream.concat(
                operation.path("parameters").valueStream(),
                document.path("paths").path(path).path("parameters").valueStream());
        for (JsonNode parameter : parameters.map(this::resolved).toList()) {
            String name = parameter.get("name").stringValue();
            String value = text(value(name, parameter.get("schema"), 0));
            if (parameter.get("in").stringValue().equals("path")) {
                uri = uri.replace("{" + name + "}", value);
            } else if (!name.equals("next_page")) {
                // A place in a list is the server's own word: no SDK has one to send by itself.
                query.add(name + "=" + value);
            }
        }
        JsonNode schema = resolved(operation.path("requestBody"))
                .path("content")
                .path("application/json")
                .path("schema");
        return new Filled(
                method,
                path,
                query.isEmpty() ? uri : uri + "?" + String.join("&", query),
                schema.isMissingNode() ? null : body(schema));
    }

    /** Of a body that the document says nothing of, no more than that it is one. */
    private JsonNode body(JsonNode schema) {
        return schema.isEmpty() ? Json.MAPPER.createObjectNode() : value("", schema, 0);
    }

    private static String text(JsonNode value) {
        return value.isArray() ? text(value.get(0)) : value.asString();
    }

    private JsonNode value(String name, JsonNode reference, int depth) {
        JsonNode schema = resolved(reference);
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                return value(name, first(schema.get(choice)), depth);
            }
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            String wanted = known.getOrDefault(name, "");
            return schema.get("enum")
                    .valueStream()
                    .filter(one -> one.asString("").equals(wanted))
                    .findFirst()
                    .orElse(schema.get("enum").get(0));
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" ->
                depth > DEEPEST
                        ? Json.MAPPER.createArrayNode()
                        : Json.MAPPER.createArrayNode().add(value(name, schema.get("items"), depth + 1));
            case "integer", "number" -> Json.MAPPER.valueToTree(1);
            case "boolean" -> Json.MAPPER.valueToTree(true);
            default ->
                Json.MAPPER.valueToTree(string(name, schema.path("format").asString("")));
        };
    }

    private JsonNode first(JsonNode choices) {
        return choices.valueStream()
                .filter(one -> !type(resolved(one)).equals("null"))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        schema.path("properties").properties().forEach(member -> {
            if (depth <= DEEPEST) {
                object.set(member.getKey(), value(member.getKey(), member.getValue(), depth + 1));
            }
        });
        if (object.isEmpty() && schema.path("additionalProperties").isObject()) {
            object.set("foo", value("foo", schema.get("additionalProperties"), depth + 1));
        }
        return object;
    }

    private String string(String name, String format) {
        String singular = name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
        return Optional.ofNullable(known.getOrDefault(name, known.get(singular)))
                .orElseGet(() -> switch (format) {
                    case "uuid" -> SOMEBODY;
                    case "date-time" -> name.contains("end") ? "2025-03-01T00:00:00.000Z" : "2025-02-01T00:00:00.000Z";
                    default -> "x";
                });
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return type.get(0).stringValue();
        }
        return type.asString(schema.has("properties") ? "object" : "string");
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode found = schema;
        while (found.has("$ref")) {
            found = document.at(found.get("$ref").stringValue().substring(1));
        }
        return found;
    }

    /**
     * Takes away what a refusal names, so that the next one can be heard.
     *
     * @param place such as {@code commits[0].access_schedule}, or with more behind that
     * @return the place that was taken away; empty if the body has nothing there
     */
    static Optional<String> take(JsonNode body, String place) {
        JsonNode owner = null;
        JsonNode at = body;
        String last = "";
        String taken = "";
        for (String step : place.replace("[", ".[").split("\\.")) {
            if (step.isEmpty()) {
                continue;
            }
            JsonNode next = step.startsWith("[")
                    ? at.path(Integer.parseInt(step.substring(1, step.length() - 1)))
                    : at.path(step);
            if (next.isMissingNode()) {
                break;
            }
            owner = at;
            at = next;
            last = step;
            taken += step.startsWith("[") ? step : "." + step;
        }
        if (owner instanceof ObjectNode object) {
            object.remove(last);
        } else if (owner instanceof ArrayNode list) {
            list.remove(Integer.parseInt(last.substring(1, last.length() - 1)));
        } else {
            return Optional.empty();
        }
        return Optional.of(taken);
    }

    private static JsonNode read(String resource) {
        try (InputStream in = FilledRequests.class.getResourceAsStream(resource)) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
