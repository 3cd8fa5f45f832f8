package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk-through of the documents, as a newcomer runs it, in each shell that is installed here. */
class WalkthroughTest {
    private static final Path SCRIPT = Stream.of(Path.of("docs/walkthrough.sh"), Path.of("../docs/walkthrough.sh"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "zsh"})
    void the_customer_moves_from_stripe_to_aws(String shell) throws Exception {
        Assumptions.assumeTrue(
                installed(shell) && installed("curl"), "skipped: " + shell + " or curl is not installed");
        try (TestDatabase database = TestPostgres.migrated();
                DownbeatServer server = DownbeatServer.start(
                        new ServerOptions(
                                "127.0.0.1",
                                0,
                                Path.of("target"),
                                database.jdbcUrl(),
                                Instant.parse("2025-01-01T00:00:00Z"),
                                true,
                                false),
                        new SettingsSource(ServerProcess.withDatabase(database, Map.of()), Map.of()))) {
            String said = walk(shell, server);
            assertThat(said)
                    .containsSubsequence("aws_marketplace   CONFIRMED      42000", "stripe            CONFIRMED")
                    .containsPattern("stripe     invoice +12000  in_")
                    .containsPattern("stripe     invoice +24000  in_")
                    .containsPattern("aws        meter_slot +36000  ")
                    .containsPattern("aws        meter_slot +6000  ")
                    .containsPattern("Transfer +200 +12 +2400\n"
                            + " +Monthly credit applied +-2400\n"
                            + " +Transfer +2500 +12 +30000\n"
                            + " +Spring commit applied +-30000\n"
                            + " +Transfer +300 +12 +3600\n"
                            + " +subtotal 36000, total 3600\n")
                    .containsPattern("Spring commit +1 +24000 +24000\n"
                            + " +Welcome +1 +-4000 +-4000\n"
                            + " +subtotal 20000, total 20000\n"
                            + " +left of the commit: 0")
                    .contains("verify: ok, ");
        }
    }

    @Test
    void the_commands_that_getting_started_shows_are_those_of_the_walk() throws IOException {
        String page = Files.readString(SCRIPT.resolveSibling("getting-started.md"));
        String shown = page.substring(page.indexOf("```sh\n") + "```sh\n".length());
        assertThat(Files.readString(SCRIPT)).contains(shown.substring(0, shown.indexOf("```")));
    }

    private static String walk(String shell, DownbeatServer server) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(shell, SCRIPT.toString()).redirectErrorStream(true);
        builder.environment().put("DOWNBEAT_URL", server.uri().toString());
        builder.environment().put("METRONOME_BEARER_TOKEN", TestServer.TOKEN);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
