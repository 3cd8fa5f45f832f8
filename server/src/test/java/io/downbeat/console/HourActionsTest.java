package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.MeteredServer;
import io.downbeat.testing.Browser;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A metering record of which only a person can tell whether the marketplace holds it, decided from its tab of the inbox. */
class HourActionsTest extends MeteredServer {
    private static final String LIST = "/console/deliveries/meter-hours";
    private String hour;

    /** Tackle takes a record of this buyer and never says what became of it, until its window is over. */
    @BeforeEach
    void an_hour_is_parked() {
        setUp("tackle", "{'tackle_product_id': 'tp-1', 'tackle_api_token': 'tk-secret'}");
        contract(configuration(
                "tackle",
                "{'aws_customer_account_id': 'stuck-account', 'aws_customer_id': 'stuck', 'aws_product_code':"
                        + " 'prod-1'}"));
        server.advanceTo("2025-01-05T01:30:00Z");
        use("2025-01-05T01:15:00Z", 10);
        server.advanceTo("2025-01-05T07:00:00Z");
        hour = all("/downbeat/v1/meterSlots").getFirst().get("id").asString();
    }

    private String state() {
        return all("/downbeat/v1/meterSlots").stream()
                .filter(one -> one.get("id").asString().equals(hour))
                .findFirst()
                .orElseThrow()
                .get("state")
                .asString();
    }

    private Console admin() throws Exception {
        return Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    @Test
    void one_that_somebody_saw_at_the_marketplace_is_resolved_once_with_its_reference() throws Exception {
        try (Console admin = admin()) {
            String form = LIST + "/" + hour + "/resolve";
            assertThat(admin.get(LIST).body()).contains(form + "?from=%2Fconsole%2Fdeliveries%2Fmeter-hours");
            HttpResponse<String> empty = admin.post(form, form, Map.of("provider_ref", " "));
            assertThat(empty.statusCode()).isEqualTo(400);
            assertThat(empty.body()).contains("Fill in the field below.");
            HttpResponse<String> done = admin.post(form, form, Map.of("provider_ref", "seen-there", "from", LIST));
            assertThat(done.statusCode()).isEqualTo(303);
            assertThat(done.headers().firstValue("Location")).contains(LIST);
            assertThat(state()).isEqualTo("CONFIRMED");
            HttpResponse<String> again = admin.post(form, form, Map.of("provider_ref", "seen-there"));
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(again.body()).contains("only a parked one needs a person");
            assertThat(server.audited("resolve_metering_record")).isEqualTo(1);
            assertThat(admin.get(LIST).body()).doesNotContain(form);
        }
    }

    @Test
    void one_that_is_not_there_is_cancelled_and_its_amount_rides_later() throws Exception {
        try (Console admin = admin()) {
            String form = LIST + "/" + hour + "/cancel";
            assertThat(admin.post(form, form, Map.of("reason", "x".repeat(501))).statusCode())
                    .isEqualTo(400);
            assertThat(admin.post(form, form, Map.of("reason", "asked Tackle")).statusCode())
                    .isEqualTo(303);
            assertThat(state()).isEqualTo("REJECTED");
            assertThat(server.audited("cancel_metering_record")).isEqualTo(1);
            assertThat(admin.get(LIST + "/" + hour.replace('0', '1') + "/cancel")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(admin.get(LIST + "/none/cancel").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void who_may_only_read_sees_the_hour_and_no_button() throws Exception {
        String token = ok("/downbeat/v1/tokens", "{'name': 'auditor', 'role': 'read_only'}")
                .at("/data/token")
                .asString();
        try (Console reader = Console.signedIn(server.api().uri(), token)) {
            assertThat(reader.get(LIST).body()).contains("needs you").doesNotContain(hour + "/resolve");
            String form = LIST + "/" + hour + "/resolve";
            String page = reader.get(form).body();
            assertThat(page).doesNotContain("data-testid=\"confirm\"");
            HttpResponse<String> forged =
                    reader.forge(form, new HashMap<>(Map.of("provider_ref", "r")), Console.formToken(page));
            assertThat(forged.statusCode()).isEqualTo(403);
            assertThat(state()).isEqualTo("PARKED");
        }
    }

    @Test
    void a_person_decides_in_the_browser_and_lands_in_the_list() {
        try (Browser browser = Browser.open(server.api().uri())) {
            browser.go(LIST);
            browser.find("#token").sendKeys(TestServer.TOKEN);
            browser.follow(browser.find("form.card button"));
            looksWell(browser, "meter-hours-parked");
            browser.follow(browser.byTestId("cancel"));
            looksWell(browser, "meter-hour-cancel");
            browser.go(LIST);
            browser.follow(browser.byTestId("resolve"));
            looksWell(browser, "meter-hour-resolve");
            browser.find("#field").sendKeys("seen-there");
            browser.follow(browser.byTestId("confirm"));
            assertThat(browser.here()).isEqualTo(LIST);
            assertThat(browser.all("[data-testid=resolve]")).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void looksWell(Browser browser, String name) {
        browser.picture(name);
        assertThat(browser.overflowsOnAPhone()).isFalse();
        assertThat(browser.seriousFindings()).isEmpty();
    }
}
