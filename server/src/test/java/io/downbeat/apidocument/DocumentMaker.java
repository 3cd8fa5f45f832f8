package io.downbeat.apidocument;

import static io.downbeat.apidocument.RecordSchemas.object;

import io.downbeat.delivery.DeliveryState;
import io.downbeat.platform.callers.AdminOnly;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Ingests;
import io.downbeat.platform.callers.Role;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the document of what this server serves: of the published one whatever has a handler, and every own endpoint with its
 * answer as its records are and with what {@code own-operations.json} says of it. What is not built is left out, because a
 * client generated from the document had a method for it that always fails.
 */
final class DocumentMaker {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    private final Map<String, HandlerMethod> handlers;
    private final JsonNode published = read("/api/openapi.json");
    private final JsonNode own = read("/api/own-operations.json");
    private final ObjectNode document = Json.MAPPER.createObjectNode();
    private final ObjectNode schemas = Json.MAPPER.createObjectNode();
    private final RecordSchemas records = new RecordSchemas(schemas);
    private final Map<String, ObjectNode> paths = new TreeMap<>();
    private final Set<String> groups = new TreeSet<>();

    /** @param handlers by method and path, such as {@code GET /v1/customers/{id}} */
    DocumentMaker(Map<String, HandlerMethod> handlers) {
        this.handlers = handlers;
    }

    static JsonNode read(String resource) {
        try (InputStream in = DocumentMaker.class.getResourceAsStream(resource)) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String made() {
        handlers.forEach((name, handler) -> {
            String method = name.substring(0, name.indexOf(' ')).toLowerCase(Locale.ROOT);
            String path = name.substring(name.indexOf(' ') + 1);
            ObjectNode operation = published(path, method)
                    .orElseGet(() -> own(name, path, handler.getMethod().getGenericReturnType()));
            roles(operation, handler);
            paths.computeIfAbsent(canonical(path), each -> Json.MAPPER.createObjectNode())
                    .set(method, operation);
        });
        head();
        ObjectNode all = document.putObject("paths");
        paths.forEach(all::set);
        components();
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }

    private void head() {
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Downbeat")
                .put("version", "1.0.0")
                .put("summary", "What this server serves: the compatible operations that are built, and its own.")
                .put(
                        "description",
                        "Published operations that are not built are left out; they answer 501. Of a built one, a term"
                                + " that this server does not act on yet is refused by name with 400. x-roles says"
                                + " whose tokens reach an operation.");
        document.putArray("servers").add(object("url", "/"));
        document.putArray("security").addObject().putArray("bearerAuth");
        ArrayNode tags = document.putArray("tags");
        groups.forEach(group -> tags.add(object("name", group)));
    }

    /** Our name for a path variable may differ from the published one; where it stands is what counts. */
    private String canonical(String path) {
        String shape = VARIABLE.matcher(path).replaceAll("{}");
        return published.get("paths").propertyNames().stream()
                .filter(known -> VARIABLE.matcher(known).replaceAll("{}").equals(shape))
                .findFirst()
                .orElse(path);
    }

    private Optional<ObjectNode> published(String path, String method) {
        JsonNode found = published.get("paths").path(canonical(path)).path(method);
        if (found.isMissingNode()) {
            return Optional.empty();
        }
        ObjectNode operation = (ObjectNode) found.deepCopy();
        operation.path("tags").forEach(tag -> groups.add(tag.stringValue()));
        if (canonical(path).equals("/v1/setUpBillingProvider")) {
            // The published one knows marketplaces only; here there is no other door for the rest.
            ObjectNode schema = (ObjectNode) resolved(operation.at("/requestBody/content/application~1json/schema"));
            schema.withObject("/properties").set("billing_provider", RecordSchemas.words(BillingProvider.class));
            schema.withObject("/properties").set("delivery_method", RecordSchemas.words(DeliveryMethodType.class));
        }
        return Optional.of(operation);
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref")
                ? published.at(schema.get("$ref").stringValue().substring(1))
                : schema;
    }

    private ObjectNode own(String name, String path, java.lang.reflect.Type answer) {
        JsonNode said = own.path(name);
        if (said.isMissingNode()) {
            throw new AssertionError("own-operations.json says nothing of " + name);
        }
        ObjectNode operation = Json.MAPPER.createObjectNode();
        String group = "Downbeat: " + said.get("group").stringValue();
        groups.add(group);
        operation.put("operationId", said.get("id").stringValue());
        operation.put("summary", said.get("summary").stringValue());
        operation.putArray("tags").add(group);
        if (said.has("open")) {
            operation.putArray("security");
        }
        parameters(said, path).ifPresent(parameters -> operation.set("parameters", parameters));
        if (said.has("body")) {
            ObjectNode schema = object("type", "object").setAll((ObjectNode) filled(said.get("body")));
            operation
                    .putObject("requestBody")
                    .put("required", schema.has("required"))
                    .putObject("content")
                    .putObject("application/json")
                    .set("schema", schema);
        }
        answers(operation.putObject("responses"), said, answer);
        return operation;
    }

    private Optional<ArrayNode> parameters(JsonNode said, String path) {
        ArrayNode parameters = Json.MAPPER.createArrayNode();
        VARIABLE.matcher(path)
                .results()
                .forEach(variable -> parameters
                        .addObject()
                        .put("name", variable.group(1))
                        .put("in", "path")
                        .put("required", true)
                        .set("schema", object("type", "string").put("format", "uuid")));
        if (said.has("header")) {
            parameters
                    .addObject()
                    .put("name", said.get("header").stringValue())
                    .put("in", "header")
                    .put("required", true)
                    .set("schema", object("type", "string"));
        }
        said.path("query")
                .properties()
                .forEach(query -> parameters
                        .addObject()
                        .put("name", query.getKey())
                        .put("in", "query")
                        .put("required", false)
                        .set("schema", query(query.getValue().stringValue())));
        return parameters.isEmpty() ? Optional.empty() : Optional.of(parameters);
    }

    private static ObjectNode query(String kind) {
        return switch (kind) {
            case "uuid" -> object("type", "string").put("format", "uuid");
            case "boolean" -> object("type", "boolean");
            case "limit" -> object("type", "integer").put("minimum", 1).put("maximum", 100);
            case "next_page" -> object("type", "string").put("description", "as the page before answered it");
            default -> words(kind);
        };
    }

    /** The schema with the words of enums filled in, where it names one. */
    private static JsonNode filled(JsonNode schema) {
        if (schema.has("$enum")) {
            return words(schema.get("$enum").stringValue());
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode filled = Json.MAPPER.createObjectNode();
        schema.properties().forEach(member -> filled.set(member.getKey(), filled(member.getValue())));
        return filled;
    }

    private static ObjectNode words(String kind) {
        try {
            return switch (kind) {
                case "Role" -> RecordSchemas.words(Role.class);
                case "BillingProvider" -> RecordSchemas.words(BillingProvider.class);
                case "DeliveryMethodType" -> RecordSchemas.words(DeliveryMethodType.class);
                case "DeliveryState" -> RecordSchemas.words(DeliveryState.class);
                case "RecordState" -> RecordSchemas.words(Class.forName("io.downbeat.metering.records.RecordState"));
                case "NotificationState" ->
                    RecordSchemas.words(Class.forName("io.downbeat.notifications.MessageList$State"));
                case "PeriodBoundary" ->
                    RecordSchemas.words(Class.forName("io.downbeat.contracts.schedule.PeriodBoundary"));
                default -> throw new AssertionError("no words are known as " + kind);
            };
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private void answers(ObjectNode responses, JsonNode said, java.lang.reflect.Type answer) {
        ObjectNode ok = responses.putObject("200").put("description", "OK");
        ObjectNode content = Json.MAPPER.createObjectNode();
        switch (said.path("answers").asString("")) {
            case "text/plain" -> content.putObject("text/plain").set("schema", object("type", "string"));
            case "nothing" -> {}
            case "object" -> content.putObject("application/json").set("schema", object("type", "object"));
            default ->
                content.putObject("application/json")
                        .set(
                                "schema",
                                records.of(
                                        answer, "downbeat." + said.get("answer").stringValue()));
        }
        if (!content.isEmpty()) {
            ok.set("content", content);
        }
        Map<String, String> errors = new TreeMap<>();
        errors.put("400", "The request is wrong in a field, which the message names");
        if (!said.has("open")) {
            errors.put("401", "No token, or one that is unknown or revoked");
            errors.put("403", "The token's role does not reach this operation");
        }
        said.path("errors")
                .properties()
                .forEach(error -> errors.put(error.getKey(), error.getValue().stringValue()));
        errors.forEach((status, meaning) -> responses
                .putObject(status)
                .put("description", meaning)
                .putObject("content")
                .putObject("application/json")
                .set("schema", object("$ref", "#/components/schemas/Error")));
        responses.set("5XX", object("$ref", "#/components/responses/Error"));
    }

    /** As {@code RoleCheck} decides; without a token nobody has a role. */
    private static void roles(ObjectNode operation, HandlerMethod handler) {
        if (operation.has("security")) {
            return;
        }
        List<String> roles = new ArrayList<>(List.of("admin"));
        if (handler.hasMethodAnnotation(Ingests.class)) {
            roles.add("ingest_only");
        } else if (!handler.hasMethodAnnotation(Changes.class) && !handler.hasMethodAnnotation(AdminOnly.class)) {
            roles.add("read_only");
        }
        ArrayNode named = operation.putArray("x-roles");
        roles.forEach(named::add);
    }

    private void components() {
        ObjectNode components = document.putObject("components");
        components.set("securitySchemes", published.at("/components/securitySchemes"));
        components.set("responses", published.at("/components/responses"));
        ObjectNode error = object("type", "object");
        ObjectNode members = error.putObject("properties");
        members.set("code", object("type", "string").put("description", "Of some v2 operations"));
        members.set("message", object("type", "string"));
        members.set(
                "request_id",
                object("type", "string").put("description", "As in the header X-Request-Id and in the server's log"));
        error.putArray("required").add("message");
        schemas.set("Error", error);
        Map<String, JsonNode> kept = new TreeMap<>();
        schemas.properties().forEach(schema -> kept.put(schema.getKey(), schema.getValue()));
        references(document.get("paths"), kept, new HashSet<>());
        ObjectNode all = components.putObject("schemas");
        kept.forEach(all::set);
    }

    /** Takes over what is used of the published schemas, and nothing else. */
    private void references(JsonNode node, Map<String, JsonNode> kept, Set<String> seen) {
        if (node.path("$ref").isString()) {
            String name = node.get("$ref").stringValue();
            JsonNode target = published.at(name.substring(1));
            if (name.startsWith("#/components/schemas/") && seen.add(name) && !target.isMissingNode()) {
                kept.putIfAbsent(name.substring("#/components/schemas/".length()), target);
                references(target, kept, seen);
            }
        }
        node.forEach(child -> references(child, kept, seen));
    }
}
