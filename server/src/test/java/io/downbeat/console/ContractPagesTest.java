package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A contract's terms, history, draft and earlier invoices, as its pages show and change them. */
class ContractPagesTest {
    private static final Pattern HIDDEN = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"");
    private static final Pattern ROW = Pattern.compile("<tr id=\"i-([^\"]+)\"");

    private static TestServer server;
    private static AccountFixture account;
    private static int customers;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-10T00:00:00Z");
        account = AccountFixture.setUp(server.api());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static AccountFixture.Customer customer() {
        return account.customer("terms " + customers++);
    }

    private static Console admin() throws Exception {
        return Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    private static String path(AccountFixture.Contract contract) {
        return "/console/contracts/" + contract.id();
    }

    private static Map<String, String> form(String page) {
        Map<String, String> fields = new HashMap<>();
        Matcher hidden = HIDDEN.matcher(page.substring(page.indexOf("<main")));
        while (hidden.find()) {
            fields.put(hidden.group(1), hidden.group(2));
        }
        return fields;
    }

    @Test
    void the_last_day_that_is_shown_is_the_last_one_that_belongs_to_the_contract() throws Exception {
        AccountFixture.Customer customer = customer();
        AccountFixture.Contract contract = customer.contract(
                "2025-01-01T00:00:00Z", customer.stripe(), ", 'ending_before': '2026-01-01T00:00:00Z'");
        try (Console admin = admin()) {
            assertThat(admin.get(path(contract)).body())
                    .contains("Monthly 1 Jan 2025 to 31 Dec 2025")
                    .doesNotContain("to 1 Jan 2026");
        }
    }

    @Test
    void terms_are_changed_after_a_page_that_says_what_that_does() throws Exception {
        AccountFixture.Contract contract = customer().contract("2025-01-01T00:00:00Z");
        try (Console admin = admin()) {
            String check =
                    path(contract) + "/terms/check?name=Enterprise&net_payment_terms_days=45&ending_before=2025-03-01";
            String page = admin.get(check).body();
            assertThat(page)
                    .contains("It is called “Enterprise”.")
                    .contains("are due 45 days after they are issued")
                    .contains("It ends 1 Mar 2025 00:00 UTC")
                    .contains("Its last service period is Feb 2025.");
            assertThat(contract.read().has("name")).as("nothing changed yet").isFalse();
            HttpResponse<String> answer = admin.forge(path(contract) + "/terms", form(page), "");
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(contract.read().get("name").stringValue()).isEqualTo("Enterprise");
            assertThat(contract.read().get("ending_before").stringValue()).startsWith("2025-03-01T00:00:00");
            assertThat(admin.get(answer.headers().firstValue("Location").orElseThrow())
                            .body())
                    .contains("The terms are changed.");
            HttpResponse<String> twice = admin.forge(path(contract) + "/terms", form(page), "");
            assertThat(twice.statusCode()).isBetween(400, 499);
        }
    }

    @Test
    void a_name_that_no_field_of_a_form_can_hold_is_not_changed_by_whoever_changes_another_term() throws Exception {
        AccountFixture.Customer customer = customer();
        AccountFixture.Contract contract =
                customer.contract("2025-01-01T00:00:00Z", customer.stripe(), ", 'name': ' Two\\nlines '");
        try (Console admin = admin()) {
            // As browsers send what the form shows of it: without the line break.
            String page = admin.get(
                            path(contract) + "/terms/check?name=+Twolines+&net_payment_terms_days=45&ending_before=")
                    .body();
            assertThat(page).contains("are due 45 days").doesNotContain("It is called");
            assertThat(admin.forge(path(contract) + "/terms", form(page), "").statusCode())
                    .isEqualTo(303);
            assertThat(contract.read().get("net_payment_terms_days").intValue()).isEqualTo(45);
            assertThat(contract.read().get("name").stringValue()).isEqualTo(" Two\nlines ");
        }
    }

    @Test
    void terms_that_cannot_be_are_refused_on_their_own_page() throws Exception {
        AccountFixture.Contract contract = customer().contract("2025-01-01T00:00:00Z");
        try (Console admin = admin()) {
            for (String wrong : new String[] {
                "name=&net_payment_terms_days=soon&ending_before=",
                "name=&net_payment_terms_days=0&ending_before=tomorrow",
                "name=&net_payment_terms_days=0&ending_before=%2B1000000000-01-01T00:00:00Z",
                "name=&net_payment_terms_days=0&ending_before="
            }) {
                HttpResponse<String> answer = admin.get(path(contract) + "/terms/check?" + wrong);
                assertThat(answer.statusCode()).as(wrong).isEqualTo(422);
                assertThat(answer.body()).contains("role=\"alert\"").contains("name=\"ending_before\"");
            }
            String page = admin.get(path(contract)
                            + "/terms/check?name=&net_payment_terms_days=0&ending_before=2025-02-01T00:30:00Z")
                    .body();
            HttpResponse<String> refused = admin.forge(path(contract) + "/terms", form(page), "");
            assertThat(refused.statusCode()).isBetween(400, 499);
            assertThat(refused.body()).contains("Not done.").contains("hour");
        }
    }

    @Test
    void what_changed_since_it_was_looked_at_is_shown_again_and_not_done() throws Exception {
        AccountFixture.Contract contract = customer().contract("2025-01-01T00:00:00Z");
        try (Console admin = admin()) {
            String page = admin.get(path(contract) + "/terms/check?name=Mine&net_payment_terms_days=0&ending_before=")
                    .body();
            server.api()
                    .post(
                            "/v2/contracts/edit",
                            "{'customer_id': '%s', 'contract_id': '%s', 'update_contract_name': 'Theirs'}"
                                    .formatted(contract.customer().id(), contract.id()))
                    .ok();
            HttpResponse<String> answer = admin.forge(path(contract) + "/terms", form(page), "");
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("This changed meanwhile, and nothing was done.");
            assertThat(contract.read().get("name").stringValue()).isEqualTo("Theirs");
        }
    }

    @Test
    void the_history_names_who_asked_and_leads_back_until_the_boundary() throws Exception {
        AccountFixture.Customer customer = customer();
        AccountFixture.Contract contract = customer.contract("2025-01-01T00:00:00Z");
        contract.change(customer.aws(), "START_OF_NEXT_PERIOD").ok();
        contract.change(customer.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        try (Console admin = admin()) {
            String page = admin.get(path(contract)).body();
            assertThat(page).containsPattern("10 Jan 2025, by [^<]+</span> Stripe");
            assertThat(page).doesNotContain("data-testid=\"ghost\"");
            String changes = admin.get(path(contract) + "?changes=on").body();
            assertThat(changes).contains("data-testid=\"ghost\"").contains("Replaced: AWS Marketplace");
            Matcher back =
                    Pattern.compile("data-testid=\"undo\" href=\"([^\"]+)\"").matcher(page);
            assertThat(back.find()).isTrue();
            String preview = admin.get(back.group(1).replace("&amp;", "&")).body();
            assertThat(preview).contains("confirm-switch").contains("data-boundary=\"2025-02-01T00:00:00Z\"");
        }
    }

    @Test
    void a_draft_is_cut_into_days_and_products_that_add_up() throws Exception {
        AccountFixture.Customer customer = customer();
        AccountFixture.Contract contract = customer.contract("2025-01-01T00:00:00Z");
        customer.use("d1-" + contract.id(), "2025-01-02T05:00:00Z", 1_000);
        customer.use("d2-" + contract.id(), "2025-01-04T05:00:00Z", 2_500);
        server.settle();
        try (Console admin = admin()) {
            assertThat(admin.get(path(contract)).body()).contains("Jan 2025 so far");
            String page = admin.get(path(contract) + "/draft").body();
            assertThat(page.split("data-testid=\"draft-day\"", -1)).hasSize(3);
            assertThat(page)
                    .contains("2 Jan 2025")
                    .contains("$10.00")
                    .contains("$25.00")
                    .contains("$35.00");
        }
    }

    @Test
    void invoices_that_do_not_fit_on_the_page_are_on_the_next_ones() throws Exception {
        AccountFixture.Customer customer = customer();
        String items = java.util.stream.IntStream.range(0, 90)
                .mapToObj(i -> "{'timestamp': '2025-01-%02dT%02d:00:00Z', 'unit_price': 100, 'quantity': 1}"
                        .formatted(2 + i / 24, i % 24))
                .collect(Collectors.joining(", "));
        AccountFixture.Contract contract = customer.contract(
                "2025-01-01T00:00:00Z",
                customer.stripe(),
                ", 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [%s]}}]"
                        .formatted(account.fixedProduct, items));
        server.settle();
        try (Console admin = admin()) {
            Set<String> seen = new HashSet<>();
            String path = path(contract);
            int pages = 0;
            while (path != null) {
                HttpResponse<String> answer = admin.get(path);
                assertThat(answer.statusCode()).isEqualTo(200);
                ROW.matcher(answer.body())
                        .results()
                        .forEach(row -> assertThat(seen.add(row.group(1))).isTrue());
                Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(answer.body());
                path = next.find() ? next.group(1) : null;
                pages++;
            }
            assertThat(seen).hasSize(91);
            assertThat(pages).isEqualTo(3);
            assertThat(admin.get(path(contract) + "/invoices?next_page=x").statusCode())
                    .isEqualTo(400);
        }
    }
}
