package io.downbeat.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished archive, unpacked where there are neither sources nor Maven. */
class ArchiveTest {
    private static final Path ARCHIVE = Path.of(System.getProperty("downbeat.archive"));
    private static final String LISTENING = "Downbeat is listening on ";

    @TempDir
    static Path folder;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        assertThat(run(List.of("tar", "-xzf", ARCHIVE.toString(), "-C", folder.toString())))
                .isZero();
        try (Stream<Path> all = Files.list(folder)) {
            home = all.toList().getFirst();
        }
    }

    @Test
    void it_has_what_a_server_and_its_operator_need_and_no_tests() throws IOException {
        assertThat(home.getFileName().toString() + ".tar.gz")
                .isEqualTo(ARCHIVE.getFileName().toString());
        for (String name : List.of("LICENSE", "downbeat.env", "downbeat.service", "docs/operations/metrics.md")) {
            assertThat(home.resolve(name)).isNotEmptyFile();
        }
        assertThat(home.resolve("sbom.cdx.json"))
                .content()
                .contains("CycloneDX", "pkg:maven/org.postgresql/postgresql@");
        assertThat(home.resolve("THIRD-PARTY.txt"))
                .content()
                .contains("HikariCP")
                .doesNotContain("Unknown license");
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            List<String> names = jars.map(jar -> jar.getFileName().toString()).toList();
            assertThat(names)
                    .anyMatch(name -> name.startsWith("downbeat-server-"))
                    .anyMatch(name -> name.startsWith("downbeat-sandbox-"))
                    .anyMatch(name -> name.startsWith("downbeat-lab-"))
                    .noneMatch(name -> name.contains("junit") || name.endsWith("-tests.jar"));
        }
    }

    @Test
    void it_serves_without_sources_and_maven_from_the_cache_that_it_made_and_stops_when_told() throws Exception {
        assertThat(run(List.of(home.resolve("downbeat").toString(), "aot-cache")))
                .isZero();
        assertThat(home.resolve("lib").resolve(System.getProperty("java.runtime.version") + ".aot"))
                .isNotEmptyFile();
        Process server = command(List.of(
                        home.resolve("downbeat").toString(),
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString()))
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> told = new ArrayList<>();
            String line = lines.readLine();
            while (line != null && !line.startsWith(LISTENING)) {
                told.add(line);
                line = lines.readLine();
            }
            assertThat(line).as(String.join("\n", told)).isNotNull();
            // Java says so if it cannot use the cache.
            assertThat(told).noneMatch(word -> word.contains("[aot]") || word.contains("[cds]"));
            URI health = URI.create(line.substring(LISTENING.length()).strip() + "/health");
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThat(client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            // Ended by the signal, after it had stopped in order.
            assertThat(server.exitValue()).isEqualTo(143);
        } finally {
            server.destroyForcibly();
        }
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return command(command).inheritIO().start().waitFor();
    }

    /** With this Java, and with nothing that a developer has. */
    private static ProcessBuilder command(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("DOWNBEAT_") || name.startsWith("MAVEN"));
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }
}
