package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was looked at is what is done, once, or nothing is. */
class SwitchTest {
    private static TestServer server;
    private static AccountFixture account;
    private static int customers;

    private AccountFixture.Customer customer;
    private AccountFixture.Contract contract;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-10T00:00:00Z");
        account = AccountFixture.setUp(server.api());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void contract() {
        customer = account.customer("customer " + customers++);
        contract = customer.contract("2025-01-01T00:00:00Z");
    }

    private String preview() {
        return "/console/contracts/" + contract.id() + "/switch/preview?billing_provider_configuration_id="
                + customer.aws() + "&effective_at=START_OF_NEXT_PERIOD";
    }

    private int segments() {
        return contract.read().get("billing_provider_configuration_schedule").size();
    }

    private static Map<String, String> form(String page) {
        Map<String, String> fields = new HashMap<>();
        Matcher hidden = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"")
                .matcher(page.substring(page.indexOf("/switch/confirm")));
        while (hidden.find()) {
            fields.put(hidden.group(1), hidden.group(2));
        }
        return fields;
    }

    private HttpResponse<String> confirm(Console console, Map<String, String> form) throws Exception {
        return console.forge("/console/contracts/" + contract.id() + "/switch/confirm", new HashMap<>(form), "");
    }

    @Test
    void a_form_that_is_sent_twice_is_one_switch() throws Exception {
        try (Console admin = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            Map<String, String> form = form(admin.get(preview()).body());
            assertThat(confirm(admin, form).statusCode()).isEqualTo(303);
            assertThat(confirm(admin, form).statusCode()).isEqualTo(409);
            assertThat(segments()).isEqualTo(2);
        }
    }

    @Test
    void what_changed_since_it_was_looked_at_is_shown_again_and_not_done() throws Exception {
        try (Console admin = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            Map<String, String> form = form(admin.get(preview()).body());
            contract.change(customer.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
            HttpResponse<String> answer = confirm(admin, form);
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("This changed meanwhile, and nothing was done.");
            assertThat(segments()).isEqualTo(1);
            assertThat(confirm(admin, form(answer.body())).statusCode()).isEqualTo(303);
            assertThat(segments()).isEqualTo(2);
        }
    }

    @Test
    void another_customer_s_configuration_is_refused_without_a_word_of_whose_it_is() throws Exception {
        String foreign = account.customer("another " + contract.id()).stripe();
        try (Console admin = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            String page = admin.get(preview().replace(customer.aws(), foreign)).body();
            assertThat(page).contains("data-testid=\"refusal\"").contains("no such billing provider configuration");
            assertThat(page).doesNotContain("confirm-switch").doesNotContain("another " + contract.id());
        }
    }

    @Test
    void the_first_step_may_come_by_post_and_leads_to_the_preview() throws Exception {
        try (Console admin = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
            HttpResponse<String> answer = admin.post(
                    "/console/contracts/" + contract.id() + "/switch",
                    "/console/contracts/" + contract.id() + "/switch",
                    Map.of("billing_provider_configuration_id", "none", "effective_at", "START_OF_NEXT_PERIOD"));
            assertThat(answer.statusCode()).isEqualTo(303);
            String page = admin.get(answer.headers().firstValue("Location").orElseThrow())
                    .body();
            assertThat(page).contains("data-after=\"none\"").contains("Bill by nobody from 1 Feb 2025");
        }
    }

    @Test
    void a_reader_sees_what_would_change_and_no_button() throws Exception {
        String token = server.api()
                .post("/downbeat/v1/tokens", "{'name': 'reader', 'role': 'read_only'}")
                .ok()
                .at("/data/token")
                .stringValue();
        try (Console reader = Console.signedIn(server.api().uri(), token)) {
            assertThat(reader.get("/console/contracts/" + contract.id()).body()).doesNotContain("switch-provider");
            String page = reader.get(preview()).body();
            assertThat(page).contains("affected-invoice").doesNotContain("confirm-switch");
        }
    }
}
