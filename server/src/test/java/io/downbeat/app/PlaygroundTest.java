package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.Console;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.Browser;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.support.ui.Select;

/** The playground of {@code serve --sandbox}, and none where nothing is simulated. */
class PlaygroundTest {
    private static final String PAGE = "/console/playground";
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
        return SandboxServer.start(database, "playground", clock, sandbox);
    }

    private static AccountFixture.Customer billed(DownbeatServer server) {
        AccountFixture.Customer customer =
                AccountFixture.setUp(new Api(server.uri(), TestServer.TOKEN)).customer("Acme");
        customer.contract("2025-01-01T00:00:00Z", customer.stripe(), "");
        return customer;
    }

    @Test
    void a_lost_answer_is_seen_on_both_sides_and_heals_without_a_second_invoice() throws Exception {
        try (DownbeatServer server = start(Instant.parse("2025-01-01T00:00:00Z"), true);
                Console console = Console.signedIn(server.uri(), TestServer.TOKEN)) {
            AccountFixture.Customer customer = billed(server);
            assertThat(console.get(PAGE).body())
                    .contains("to the next final invoice, 2 Feb 2025", "Every provider works.");
            HttpResponse<String> broken =
                    console.post(PAGE, PAGE + "/faults", Map.of("fault", "STRIPE_ANSWER_LOST", "times", "1"));
            assertThat(broken.body())
                    .contains("Stripe takes an invoice, and its answer is lost, once", "struck 0 times");
            advance(console, "2025-01-20T00:00:00Z");
            customer.use("t1", "2025-01-15T00:00:00Z", 500);
            String doubt = advance(console, "2025-02-02T00:00:00Z");
            assertThat(doubt).contains("in doubt", "they have it, we do not know yet", "struck once");
            String healed = advance(console, "2025-02-02T01:00:00Z");
            assertThat(healed).contains("data-equal=\"true\"", ">equal<").doesNotContain("2 times, together");
            assertThat(console.post(PAGE, PAGE + "/faults/clear", Map.of()).body())
                    .contains("Every provider works again.");
        }
    }

    private static String advance(Console console, String now) throws Exception {
        HttpResponse<String> moved = console.post(PAGE, PAGE + "/clock", Map.of("now", now));
        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        return moved.body();
    }

    @Test
    void what_is_no_instant_no_trouble_or_lies_in_the_past_is_refused_in_place() throws Exception {
        try (DownbeatServer server = start(Instant.parse("2025-01-01T00:00:00Z"), true);
                Console console = Console.signedIn(server.uri(), TestServer.TOKEN)) {
            HttpResponse<String> back = console.post(PAGE, PAGE + "/clock", Map.of("now", "2024-12-31T23:59:59Z"));
            assertThat(back.statusCode()).isEqualTo(409);
            assertThat(back.body()).contains("does not go back");
            assertThat(back.body()).contains("name=\"now\" value=\"2024-12-31T23:59:59Z\" maxlength");
            HttpResponse<String> soon = console.post(PAGE, PAGE + "/clock", Map.of("now", "soon"));
            assertThat(soon.statusCode()).isEqualTo(400);
            assertThat(soon.body()).contains("name=\"now\" value=\"soon\" maxlength");
            assertThat(console.post(PAGE, PAGE + "/faults", Map.of("fault", "EVERYTHING", "times", "1"))
                            .statusCode())
                    .isEqualTo(400);
            HttpResponse<String> never =
                    console.post(PAGE, PAGE + "/faults", Map.of("fault", "STRIPE_AWAY", "times", "-1"));
            assertThat(never.statusCode()).isEqualTo(400);
            assertThat(never.body()).contains("value=\"STRIPE_AWAY\" selected");
            HttpResponse<String> none =
                    console.post(PAGE, PAGE + "/faults", Map.of("fault", "NONE", "times", "always"));
            assertThat(none.body()).contains("value=\"always\" selected");
            assertThat(advance(console, "2025-01-02T00:00:00Z"))
                    .contains("name=\"now\" value=\"2025-01-02T00:00:00Z\"");
        }
    }

    @Test
    void on_the_system_clock_with_real_providers_there_is_no_playground() throws Exception {
        try (DownbeatServer server = start(null, false);
                Console console = Console.signedIn(server.uri(), TestServer.TOKEN)) {
            assertThat(console.get(PAGE).statusCode()).isEqualTo(404);
            assertThat(console.get("/console/deliveries").body()).doesNotContain(PAGE);
        }
    }

    @Test
    void a_person_breaks_stripe_and_moves_the_clock() {
        Browser.requireChromium();
        try (DownbeatServer server = start(Instant.parse("2025-01-01T00:00:00Z"), true);
                Browser browser = Browser.open(server.uri())) {
            AccountFixture.Customer customer = billed(server);
            browser.go(PAGE);
            browser.find("#token").sendKeys(TestServer.TOKEN);
            browser.follow(browser.find("form.card button"));
            browser.picture("playground-empty");
            assertThat(browser.seriousFindings()).isEmpty();
            customer.use("t1", "2025-01-01T00:00:00Z", 51_200);
            new Select(browser.find("#fault")).selectByValue("STRIPE_AWAY");
            new Select(browser.find("#times")).selectByValue("always");
            browser.follow(browser.find("[data-testid=fault] button.main"));
            browser.find("#now").clear();
            browser.find("#now").sendKeys("2025-02-02T00:00:00Z");
            browser.follow(browser.find("[data-testid=advance-clock] button"));
            assertThat(browser.all("[data-testid=pair]")).hasSize(1);
            browser.picture("playground");
            assertThat(browser.overflowsOnAPhone()).isFalse();
            assertThat(browser.seriousFindings()).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
