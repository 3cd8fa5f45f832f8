package io.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published contract, {@code openapi.json}. Every answer that a test gets from a built operation through {@link
 * Api} is held against it, so each API test is a contract test as well. Own operations are held against the document that the
 * server serves.
 */
public final class OpenApiContract {
    private static final String IRI = "https://downbeat.invalid/openapi.json";
    private static final String OWN_IRI = "https://downbeat.invalid/own.json";
    private static final JsonNode DOCUMENT = document("/api/openapi.json");
    private static final JsonNode OWN_DOCUMENT = strict(document("/api/served.json"));
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    /** Each document once: asked for by its address, it is read again for every operation, and all of them are kept. */
    private static final Map<String, Schema> ROOTS = Map.of(
            IRI, SCHEMAS.getSchema(SchemaLocation.of(IRI), DOCUMENT),
            OWN_IRI, SCHEMAS.getSchema(SchemaLocation.of(OWN_IRI), OWN_DOCUMENT));

    private static final List<Operation> OPERATIONS = operations(IRI, DOCUMENT);
    private static final List<Operation> OWN_OPERATIONS = operations(OWN_IRI, OWN_DOCUMENT).stream()
            .filter(operation -> operation.path.startsWith("/downbeat/") || operation.path.startsWith("/health"))
            .toList();
    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    /**
     * One operation of the contract; {@code successPointer} is where the schema of its 200 answer stands in the document of
     * this name, if any.
     */
    public record Operation(String method, String path, Pattern pattern, String iri, String successPointer) {
        String name() {
            return method + " " + path;
        }
    }

    private OpenApiContract() {}

    public static List<Operation> all() {
        return OPERATIONS;
    }

    /** The operations that a test of this JVM has had a valid 200 answer from. */
    public static Set<String> seenValid() {
        return Set.copyOf(SEEN);
    }

    /**
     * The fields that a POST's body may have by the document, by their place (names and the index 0), with the type of
     * each: {@code string}, {@code array}, {@code object}, or something else.
     */
    public static Map<List<Object>, String> requestFields(String path) {
        Map<List<Object>, String> fields = new LinkedHashMap<>();
        walk(path, (at, schema) -> {
            JsonNode type = schema.path("type");
            if (!at.isEmpty() && !type.isMissingNode()) {
                fields.putIfAbsent(at, type.isArray() ? type.get(0).stringValue() : type.stringValue());
            }
        });
        return fields;
    }

    /** The words of those fields that take no other text, by their place. */
    public static Map<List<Object>, Set<String>> requestWords(String path) {
        Map<List<Object>, Set<String>> words = new LinkedHashMap<>();
        walk(
                path,
                (at, schema) -> Stream.concat(schema.path("enum").valueStream(), Stream.of(schema.path("const")))
                        .filter(JsonNode::isString)
                        .forEach(word -> words.computeIfAbsent(at, _ -> new LinkedHashSet<>())
                                .add(word.stringValue())));
        return words;
    }

    private static void walk(String path, BiConsumer<List<Object>, JsonNode> visitor) {
        JsonNode schema = resolved(
                        DOCUMENT, DOCUMENT.path("paths").path(path).path("post").path("requestBody"))
                .path("content")
                .path("application/json")
                .path("schema");
        walk(schema, List.of(), visitor);
    }

    private static void walk(JsonNode reference, List<Object> at, BiConsumer<List<Object>, JsonNode> visitor) {
        JsonNode schema = resolved(DOCUMENT, reference);
        for (String of : List.of("allOf", "anyOf", "oneOf")) {
            schema.path(of).forEach(one -> walk(one, at, visitor));
        }
        visitor.accept(at, schema);
        schema.path("properties").properties().forEach(one -> walk(one.getValue(), with(at, one.getKey()), visitor));
        if (schema.has("items")) {
            walk(schema.get("items"), with(at, 0), visitor);
        }
    }

    private static List<Object> with(List<Object> at, Object step) {
        List<Object> further = new ArrayList<>(at);
        further.add(step);
        return List.copyOf(further);
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        JsonNode found = schema;
        while (found.has("$ref")) {
            found = document.at(found.get("$ref").stringValue().substring(1));
        }
        return found;
    }

    /** Fails with every difference if an answer of a contract's operation is not what the contract says. */
    static void check(String method, String path, int status, String body) {
        String plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        Stream.concat(OPERATIONS.stream(), OWN_OPERATIONS.stream())
                .filter(operation -> operation.method.equals(method)
                        && operation.pattern.matcher(plain).matches())
                .findFirst()
                .ifPresent(operation -> check(operation, status, body));
    }

    private static void check(Operation operation, int status, String body) {
        if (status >= 400) {
            assertThat(Json.read(body).path("message").isString())
                    .as("%s answered %d without a message: %s", operation.name(), status, body)
                    .isTrue();
            return;
        }
        if (!operation.successPointer.isEmpty()) {
            Schema schema = COMPILED.computeIfAbsent(
                    operation.iri + "#" + operation.successPointer,
                    place -> ROOTS.get(operation.iri)
                            .getRefSchema(SchemaLocation.of(place).getFragment()));
            assertThat(schema.validate(Json.read(body)).stream()
                            .map(Object::toString)
                            .toList())
                    .as("%s answered something else than openapi.json says: %s", operation.name(), body)
                    .isEmpty();
        }
        SEEN.add(operation.name());
    }

    /** Own answers have no member that the document does not name; clients are told of every one. */
    private static JsonNode strict(JsonNode document) {
        document.at("/components/schemas").properties().stream()
                .filter(schema -> schema.getKey().startsWith("downbeat."))
                .forEach(schema -> ((ObjectNode) schema.getValue()).put("additionalProperties", false));
        return document;
    }

    private static List<Operation> operations(String iri, JsonNode document) {
        List<Operation> all = new ArrayList<>();
        for (var path : document.get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (Set.of("get", "post", "put", "patch", "delete").contains(operation.getKey())) {
                    String at = "/paths/" + path.getKey().replace("~", "~0").replace("/", "~1") + "/"
                            + operation.getKey() + "/responses/200/content/application~1json/schema";
                    JsonNode schema = document.at(at);
                    all.add(new Operation(
                            operation.getKey().toUpperCase(java.util.Locale.ROOT),
                            path.getKey(),
                            Pattern.compile(path.getKey().replaceAll("\\{[^}]+}", "[^/]+")),
                            iri,
                            schema.isMissingNode() ? "" : at));
                }
            }
        }
        return all;
    }

    private static JsonNode document(String resource) {
        try (InputStream in = OpenApiContract.class.getResourceAsStream(resource)) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
