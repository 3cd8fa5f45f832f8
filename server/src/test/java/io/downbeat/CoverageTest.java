package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.OpenApiContract;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * docs/coverage.md says which published operations are built and which there are besides; made of the published document,
 * the routes and the document that this server serves. This test keeps it true.
 */
class CoverageTest {
    private static final Path PAGE = Path.of("docs", "coverage.md");
    private static final Path MADE = Path.of("target", "coverage.md");
    private static final Pattern OWN = Pattern.compile(
            "[A-Z]+ /(downbeat|hooks|health|metrics|openapi\\.json|v1/contracts/commits/threshold-billing)(/.*)?");

    @Test
    void the_coverage_table_says_what_is_built() throws IOException {
        String page = page();
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, page);
        assertThat(PAGE).as("out of date: copy %s over it", MADE).hasContent(page);
    }

    private static String page() {
        Set<String> routes = routes();
        Map<String, String> never = never();
        var rows = new TreeMap<String, String>();
        OpenApiContract.all()
                .forEach(operation -> rows.put(
                        operation.path() + " " + operation.method(),
                        "| %s | `%s` | %s |"
                                .formatted(
                                        operation.method(),
                                        operation.path(),
                                        state(routes, never, operation.method() + " " + operation.path()))));
        long count =
                rows.values().stream().filter(row -> row.endsWith("| built |")).count();
        return """
            # Coverage of the API

            %d of the %d published operations are built. %d are not, by decision: those of plans, which this server does not have and
            will not have, and the credentials of Avalara. They answer 501 with the sentence that stands here, which says what does
            the same, and look at no body. `CoverageTest` keeps this page true.

            | method | path | state |
            |---|---|---|
            """.formatted(count, rows.size(), never.size()) + String.join("\n", rows.values()) + "\n" + own(routes);
    }

    private static String state(Set<String> routes, Map<String, String> never, String operation) {
        String sentence = never.get(operation);
        if (sentence == null) {
            return routes.contains(operation) ? "built" : "501";
        }
        assertThat(routes).doesNotContain(operation);
        return "501 by decision: " + sentence;
    }

    /** The operations of plans, each with what to call instead. */
    private static Map<String, String> never() {
        try (var list = CoverageTest.class.getResourceAsStream("/api/plans-operations.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", 3))
                    .collect(Collectors.toMap(words -> words[0] + " " + words[1], words -> words[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this server serves and nobody published; the console's pages and the simulators are no part of the API. */
    private static String own(Set<String> routes) {
        JsonNode served = Json.MAPPER
                .readTree(CoverageTest.class.getResourceAsStream("/api/served.json"))
                .get("paths");
        var rows = new TreeMap<String, String>();
        routes.stream().filter(route -> OWN.matcher(route).matches()).forEach(route -> {
            String[] words = route.split(" ");
            String summary = served.path(words[1])
                    .path(words[0].toLowerCase(Locale.ROOT))
                    .path("summary")
                    .asString("");
            assertThat(summary).as("served.json says nothing of %s", route).isNotEmpty();
            rows.put(words[1] + " " + words[0], "| %s | `%s` | %s |".formatted(words[0], words[1], summary));
        });
        return """

            ## Own operations

            %d operations beside the published ones. Those under `/downbeat/v1/` never change the meaning of the published ones;
            `GET /openapi.json` describes all of them.

            | method | path | does |
            |---|---|---|
            """.formatted(rows.size()) + String.join("\n", rows.values()) + "\n";
    }

    private static Set<String> routes() {
        try (TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            return server.bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                    .flatMap(mapping -> mapping.getPatternValues().stream()
                            .flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                                    .map(method -> method + " " + canonical(path))))
                    .collect(Collectors.toSet());
        }
    }

    /** Our name for a path variable may differ from the contract's; where it stands is what counts. */
    private static String canonical(String path) {
        return OpenApiContract.all().stream()
                .map(OpenApiContract.Operation::path)
                .filter(published -> published.replaceAll("\\{[^}]+}", "{}").equals(path.replaceAll("\\{[^}]+}", "{}")))
                .findFirst()
                .orElse(path);
    }
}
