package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.Console;
import io.downbeat.testing.Api;
import io.downbeat.testing.Browser;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The story that the playground plays on a server on which everything is simulated. */
class StoryTest {
    private static final String PLAYGROUND = "/console/playground";
    private static final String PAGE = PLAYGROUND + "/story";
    private TestDatabase database;

    @BeforeEach
    void fresh() {
        database = TestPostgres.migrated();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private DownbeatServer start(@Nullable Instant clock, boolean sandbox) {
        return SandboxServer.start(database, "story", clock, sandbox);
    }

    private static HttpResponse<String> play(Console console, int story, int step) throws Exception {
        return console.post(PAGE, PAGE, Map.of("story", Integer.toString(story), "step", Integer.toString(step)));
    }

    @Test
    void seven_steps_move_a_customer_to_aws_and_ours_equals_theirs() throws Exception {
        try (DownbeatServer server = start(Instant.parse("2025-01-17T09:20:00Z"), true);
                Console console = Console.signedIn(server.uri(), TestServer.TOKEN)) {
            assertThat(console.get(PLAYGROUND).body()).contains("href=\"" + PAGE + "\"");
            for (int step = 1; step <= 7; step++) {
                HttpResponse<String> played = play(console, 1, step);
                assertThat(played.statusCode()).as(step + played.body()).isEqualTo(303);
                assertThat(played.headers().firstValue("Location")).contains(PAGE + "#step-" + step);
                HttpResponse<String> again = play(console, 1, step);
                assertThat(again.statusCode()).isEqualTo(409);
                assertThat(again.body()).contains("Step " + step + " was played already.");
            }
            assertThat(console.get(PAGE).body()).contains("7 of 7 steps played", "That is the story.");
            assertThat(console.get(PLAYGROUND).body().split(">equal<")).hasSize(4);
            Api api = new Api(server.uri(), TestServer.TOKEN);
            assertThat(deliveries(api))
                    .containsExactlyInAnyOrder("stripe CONFIRMED", "stripe CONFIRMED", "aws_marketplace CONFIRMED");
            JsonNode verdict = api.post(
                            "/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-05-01T00:00:00Z'}")
                    .ok();
            assertThat(verdict.get("ok").booleanValue()).isTrue();
            assertThat(play(console, 2, 1).statusCode()).isEqualTo(303);
            assertThat(play(console, 2, 2).statusCode()).isEqualTo(303);
            assertThat(play(console, 2, 3).statusCode()).isEqualTo(303);
            assertThat(console.get(PAGE).body()).contains("Acme 2: 3 of 7 steps played.");
        }
    }

    private static List<String> deliveries(Api api) {
        return api.get("/downbeat/v1/deliveries")
                .ok()
                .get("data")
                .valueStream()
                .map(one -> one.get("billing_provider").stringValue() + " "
                        + one.get("state").stringValue())
                .toList();
    }

    @Test
    void a_step_that_is_none_or_comes_later_is_refused_in_place_and_a_reader_has_no_button() throws Exception {
        try (DownbeatServer server = start(Instant.parse("2025-01-01T00:00:00Z"), true);
                Console console = Console.signedIn(server.uri(), TestServer.TOKEN)) {
            assertThat(play(console, 1, 3).body()).contains("Step 1 comes first.");
            assertThat(play(console, 1, 3).statusCode()).isEqualTo(409);
            assertThat(play(console, 2, 1).statusCode()).isEqualTo(409);
            assertThat(play(console, 1, 8).statusCode()).isEqualTo(400);
            assertThat(play(console, 0, 1).statusCode()).isEqualTo(400);
            String token = new Api(server.uri(), TestServer.TOKEN)
                    .post("/downbeat/v1/tokens", "{'name': 'auditor', 'role': 'read_only'}")
                    .ok()
                    .at("/data/token")
                    .stringValue();
            try (Console reader = Console.signedIn(server.uri(), token)) {
                String page = reader.get(PAGE).body();
                assertThat(page).doesNotContain("data-testid=\"play\"", "data-testid=\"advance\"");
                assertThat(reader.forge(PAGE, new HashMap<>(Map.of("story", "1", "step", "1")), Console.formToken(page))
                                .statusCode())
                        .isEqualTo(403);
            }
            assertThat(console.get("/console/customers").body()).doesNotContain(">Acme<");
        }
    }

    @Test
    void where_only_the_clock_is_simulated_the_story_says_what_it_needs() throws Exception {
        try (DownbeatServer server = start(Instant.parse("2025-01-01T00:00:00Z"), false);
                Console console = Console.signedIn(server.uri(), TestServer.TOKEN)) {
            assertThat(console.get(PLAYGROUND).body()).doesNotContain(PAGE);
            HttpResponse<String> page = console.get(PAGE);
            assertThat(page.statusCode()).isEqualTo(409);
            assertThat(page.body()).contains("./downbeat serve --sandbox --clock 2025-01-01T00:00:00Z");
            assertThat(console.post(PLAYGROUND, PAGE, Map.of("story", "1", "step", "1"))
                            .statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void a_visitor_plays_it_in_the_browser() {
        Browser.requireChromium();
        try (DownbeatServer server = start(Instant.parse("2025-01-01T00:00:00Z"), true);
                Browser browser = Browser.open(server.uri())) {
            browser.go(PLAYGROUND);
            browser.find("#token").sendKeys(TestServer.TOKEN);
            browser.follow(browser.find("form.card button"));
            looksWell(browser, "playground-first-visit");
            browser.follow(browser.find("[data-testid=story] a"));
            looksWell(browser, "story-begin");
            for (int step = 1; step <= 7; step++) {
                browser.follow(browser.byTestId("play"));
                assertThat(browser.all("[data-testid=story-step][data-state=done]"))
                        .hasSize(step);
                if (step == 4) {
                    looksWell(browser, "story-switch");
                }
            }
            assertThat(browser.all("[data-testid=play]")).isEmpty();
            looksWell(browser, "story-over");
            browser.follow(browser.find("#step-5 .ways a"));
            looksWell(browser, "story-contract");
            browser.follow(browser.byTestId("advance"));
            assertThat(browser.here()).isEqualTo(PLAYGROUND);
            looksWell(browser, "story-playground");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void looksWell(Browser browser, String name) {
        browser.picture(name);
        assertThat(browser.overflowsOnAPhone())
                .as("%s is wider than a phone", name)
                .isFalse();
        assertThat(browser.seriousFindings()).as("axe on %s", name).isEmpty();
    }
}
