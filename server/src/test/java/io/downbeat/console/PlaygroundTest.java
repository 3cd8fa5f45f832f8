package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.SandboxedServer;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock moved from the page, and no such page where nothing is simulated. */
class PlaygroundTest {

    @Test
    void the_clock_is_moved_and_says_what_ran_and_does_not_go_back() throws Exception {
        try (SandboxedServer sandboxed = SandboxedServer.startedAt("2025-01-01T00:00:00Z");
                Console console = Console.signedIn(sandboxed.api().uri(), TestServer.TOKEN)) {
            AccountFixture.Customer customer =
                    AccountFixture.setUp(sandboxed.api()).customer("Acme");
            customer.contract("2025-01-01T00:00:00Z", customer.stripe(), "");
            assertThat(console.get("/console/playground").body())
                    .contains("data-testid=\"advance-clock\"", "to the next final invoice, 2 Feb 2025");
            HttpResponse<String> moved = console.post(
                    "/console/playground", "/console/playground/clock", Map.of("now", "2025-02-02T00:00:00Z"));
            assertThat(moved.statusCode()).isEqualTo(200);
            assertThat(moved.body()).contains("It is 2 Feb 2025 00:00 UTC.", "ran.");
            HttpResponse<String> back = console.post(
                    "/console/playground", "/console/playground/clock", Map.of("now", "2025-02-01T23:59:59Z"));
            assertThat(back.statusCode()).isEqualTo(409);
            assertThat(back.body()).contains("does not go back");
            assertThat(console.post("/console/playground", "/console/playground/clock", Map.of("now", "soon"))
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void on_the_system_clock_with_real_providers_there_is_no_playground() throws Exception {
        try (TestServer server = TestServer.started();
                Console console = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            assertThat(console.get("/console/playground").statusCode()).isEqualTo(404);
            assertThat(console.post("/console/deliveries/x", "/console/playground/clock", Map.of())
                            .statusCode())
                    .isIn(403, 404);
            assertThat(console.get("/console/deliveries").body()).doesNotContain("/console/playground");
        }
    }
}
