package io.downbeat.apidocument;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** {@code GET /openapi.json} says what this server serves, no more and no less; this test keeps it true. */
class ApiDocumentTest {
    private static final Path FILE = Path.of("src", "main", "resources", "api", "served.json");
    private static final Path MADE = Path.of("target", "served.json");

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    /** Handlers of the API by method and path. The console's pages and the simulators are none. */
    private static Map<String, HandlerMethod> handlers() {
        Map<String, HandlerMethod> handlers = new TreeMap<>();
        server.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> mapping.getPatternValues().stream()
                        .filter(path -> path.matches("/(v1|v2|downbeat|hooks|health|metrics|openapi\\.json)(/.*)?"))
                        .forEach(path -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> handlers.put(method + " " + path, handler))));
        return handlers;
    }

    @Test
    void the_document_is_what_the_routes_and_their_records_make() throws IOException {
        String made = new DocumentMaker(handlers()).made();
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, made);
        Path module = Files.exists(FILE) ? Path.of("") : Path.of("server");
        assertThat(Files.readString(module.resolve(FILE)))
                .as("out of date: copy %s over it", MADE.toAbsolutePath())
                .isEqualTo(made);
    }

    @Test
    void every_own_operation_that_is_described_has_a_route() {
        assertThat(handlers().keySet())
                .containsAll(DocumentMaker.read("/api/own-operations.json").propertyNames());
    }

    @Test
    void it_is_a_document_of_openapi() {
        Schema openApi = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(DocumentMaker.read("/api/openapi-3.1-schema.json"));
        JsonNode served = DocumentMaker.read("/api/served.json");
        assertThat(openApi.validate(served).stream().map(Object::toString).toList())
                .isEmpty();
        assertThat(references(served, new ArrayList<>()))
                .allSatisfy(reference -> assertThat(
                                served.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
        assertThat(served.findValuesAsString("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void it_is_served_without_a_token_and_compressed_for_whoever_asks() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(server.api().uri().resolve("/openapi.json"));
            HttpResponse<byte[]> plain = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
            HttpResponse<java.io.InputStream> packed = client.send(
                    request.header("Accept-Encoding", "gzip").build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(Json.MAPPER.readTree(new GZIPInputStream(packed.body())))
                    .isEqualTo(Json.MAPPER.readTree(plain.body()))
                    .isEqualTo(DocumentMaker.read("/api/served.json"));
        }
    }

    @Test
    void the_roles_it_names_are_those_that_reach_the_operation() {
        JsonNode paths = DocumentMaker.read("/api/served.json").get("paths");
        assertThat(roles(paths, "/v1/ingest", "post")).isEqualTo(Set.of("admin", "ingest_only"));
        assertThat(roles(paths, "/v1/customers", "get")).isEqualTo(Set.of("admin", "read_only"));
        assertThat(roles(paths, "/downbeat/v1/verify", "post")).isEqualTo(Set.of("admin", "read_only"));
        assertThat(roles(paths, "/downbeat/v1/tokens", "get")).isEqualTo(Set.of("admin"));
        assertThat(roles(paths, "/health", "get")).isEmpty();
    }

    private static Set<String> roles(JsonNode paths, String path, String method) {
        Set<String> roles = new java.util.HashSet<>();
        paths.path(path).path(method).path("x-roles").forEach(role -> roles.add(role.stringValue()));
        return roles;
    }

    private static List<String> references(JsonNode node, List<String> found) {
        if (node.path("$ref").isString()) {
            found.add(node.get("$ref").stringValue());
        }
        node.forEach(child -> references(child, found));
        return found;
    }
}
