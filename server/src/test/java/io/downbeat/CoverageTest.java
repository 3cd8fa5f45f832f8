package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.OpenApiContract;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** docs/coverage.md says which operations are built; this test keeps it true. */
class CoverageTest {
    private static final Path PAGE = Path.of("docs", "coverage.md");
    private static final Path MADE = Path.of("target", "coverage.md");

    @Test
    void the_coverage_table_says_what_is_built() throws IOException {
        String page = page();
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, page);
        assertThat(PAGE).as("out of date: copy %s over it", MADE).hasContent(page);
    }

    private static String page() {
        Set<String> built = built();
        var rows = new TreeMap<String, String>();
        OpenApiContract.all()
                .forEach(operation -> rows.put(
                        operation.path() + " " + operation.method(),
                        "| %s | `%s` | %s |"
                                .formatted(
                                        operation.method(),
                                        operation.path(),
                                        built.contains(operation.method() + " " + operation.path())
                                                ? "built"
                                                : "501")));
        long count =
                rows.values().stream().filter(row -> row.endsWith("| built |")).count();
        return """
            # Coverage of the API

            %d of the %d published operations are built; the others answer 501 before they look at the body. `CoverageTest` keeps
            this page true.

            | method | path | state |
            |---|---|---|
            """.formatted(count, rows.size()) + String.join("\n", rows.values()) + "\n";
    }

    private static Set<String> built() {
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
