package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.access.AuditLog;
import io.downbeat.access.AuditQuery;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Customers are found, added, given somewhere to send invoices to, and archived; each refusal is said in place. */
class CustomerPagesTest {
    private static TestServer server;
    private static AccountFixture account;
    private static Console admin;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.startedAt("2025-01-20T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        admin = Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static String page(String path) throws Exception {
        HttpResponse<String> answer = admin.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static String to(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> add(String name, String aliases) throws Exception {
        return admin.post(
                "/console/customers/new", "/console/customers/new", Map.of("name", name, "ingest_aliases", aliases));
    }

    private static int rows(String page) {
        return page.split("data-testid=\"customer-row\"", -1).length - 1;
    }

    @Test
    void an_account_without_customers_is_told_the_ways_in() throws Exception {
        try (TestServer empty = TestServer.startedAt("2025-01-20T00:00:00Z");
                Console visitor = Console.signedIn(empty.api().uri(), TestServer.TOKEN)) {
            assertThat(visitor.get("/console/customers").body())
                    .contains("Add a customer", "docs/moving.md", "/console/playground");
        }
    }

    @Test
    void a_customer_is_added_with_its_aliases_and_the_change_is_written_down() throws Exception {
        String there = to(add("Umbrella", " umbrella-1 \r\n\r\numbrella-2"));
        assertThat(there).startsWith("/console/customers/").endsWith("?new=true");
        assertThat(page(there)).contains("The customer is added", "umbrella-1, umbrella-2", "Nowhere yet");
        assertThat(server.bean(AuditLog.class).page(AuditQuery.all(false), 100))
                .anyMatch(entry -> entry.wasDone() && entry.what().action().equals("create_customer"));
    }

    @Test
    void what_is_refused_is_said_on_the_form_which_is_kept_and_is_written_down() throws Exception {
        to(add("First", "taken"));
        HttpResponse<String> answer = add("Second", "taken");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("belongs to another customer", "value=\"Second\"", ">taken</textarea>");
        assertThat(server.bean(AuditLog.class).page(AuditQuery.all(false), 100))
                .anyMatch(entry -> !entry.wasDone() && entry.what().action().equals("create_customer"));
        assertThat(add("", "x").statusCode()).isEqualTo(400);
        assertThat(add("Long", "x".repeat(129)).statusCode()).isEqualTo(400);
    }

    @Test
    void customers_are_listed_by_name_fifty_a_page() throws Exception {
        try (TestServer many = TestServer.startedAt("2025-01-20T00:00:00Z");
                Console visitor = Console.signedIn(many.api().uri(), TestServer.TOKEN)) {
            for (int i = 0; i < 120; i++) {
                many.api()
                        .post(
                                "/v1/customers",
                                "{'name': '%s %03d'}"
                                        .formatted(i % 2 == 0 ? "b" : "A", i)
                                        .replace('\'', '"'))
                        .ok();
            }
            String first = visitor.get("/console/customers").body();
            assertThat(rows(first)).isEqualTo(50);
            assertThat(first.indexOf("A 001")).isLessThan(first.indexOf("A 003"));
            assertThat(first).doesNotContain("b 000");
            String second = visitor.get(next(first)).body();
            assertThat(rows(second)).isEqualTo(50);
            assertThat(second.indexOf("A 119")).isLessThan(second.indexOf("b 000"));
            String third = visitor.get(next(second)).body();
            assertThat(rows(third)).isEqualTo(20);
            assertThat(third).doesNotContain("rel=\"next\"");
            assertThat(rows(visitor.get("/console/customers?q=B+0").body())).isEqualTo(50);
            assertThat(visitor.get("/console/customers?next_page=nonsense").statusCode())
                    .isEqualTo(400);
        }
    }

    private static String next(String page) {
        Matcher found = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1).replace("&amp;", "&");
    }

    @Test
    void a_row_says_what_is_agreed_who_bills_and_where_the_customer_is_found() throws Exception {
        AccountFixture.Customer one = account.customer("Wayne");
        one.contract("2025-01-01T00:00:00Z", one.aws(), "");
        for (String text : new String[] {"wayne", "WAY", "Wayne", one.id()}) {
            String found = page("/console/customers?q=" + text);
            assertThat(rows(found)).as(text).isEqualTo(1);
            assertThat(found).contains(one.id(), "AWS Marketplace");
        }
        assertThat(page("/console/customers?q=nobody%25")).contains("Nothing found");
        String page = page("/console/customers/" + one.id());
        assertThat(page).contains("data-provider=\"aws_marketplace\"", "aws-Wayne", "no contract");
    }

    @Test
    void where_invoices_go_is_checked_before_it_is_saved_and_its_form_is_kept() throws Exception {
        String customer = to(add("Stark", "")).replaceFirst("\\?.*", "");
        String form = customer + "/configurations/new";
        assertThat(page(form)).contains("acct_test").doesNotContain("rk_test", "whsec_test", "not-a-key");
        Map<String, String> fields = new HashMap<>(Map.of(
                "method", account.stripeMethod,
                "stripe_customer_id", "cus_stark",
                "stripe_collection_method", "send_invoice"));
        String chosen = form + "?method=" + account.stripeMethod;
        HttpResponse<String> checked = admin.post(chosen, form, with(fields, "do", "check"));
        assertThat(checked.statusCode()).isEqualTo(200);
        assertThat(checked.body()).contains("data-testid=\"checks\"", "value=\"cus_stark\"");
        assertThat(page(customer)).contains("Nowhere yet");
        HttpResponse<String> wrong = admin.post(chosen, form, with(fields, "stripe_customer_id", ""));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("Stripe customer is required").doesNotContain("data[0]");
        String there = to(admin.post(chosen, form, with(fields, "do", "save")));
        assertThat(page(there)).contains("Invoices can go to Stripe now", "cus_stark", "by invoice");
        HttpResponse<String> again = admin.post(chosen, form, with(fields, "do", "save"));
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("already has this identity");
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> more = new HashMap<>(fields);
        more.put(name, value);
        return more;
    }

    @Test
    void archiving_a_configuration_says_first_which_contracts_it_strands() throws Exception {
        AccountFixture.Customer one = account.customer("Tyrell");
        AccountFixture.Contract contract = one.contract("2025-01-01T00:00:00Z", one.stripe(), ", 'name': 'Nexus'");
        String used = "/console/customers/" + one.id() + "/configurations/" + one.stripe() + "/archive";
        assertThat(page(used)).contains("This cannot be undone", "data-testid=\"stranded\"", contract.id(), "Nexus");
        String unused = "/console/customers/" + one.id() + "/configurations/" + one.otherStripe() + "/archive";
        assertThat(page(unused)).contains("No contract is billed through it").doesNotContain("stranded");
        assertThat(to(admin.post(unused, unused, Map.of()))).isEqualTo("/console/customers/" + one.id());
        assertThat(page(unused)).contains("archived already");
        assertThat(admin.get("/console/customers/" + account.customer("Other").id() + "/configurations/" + one.stripe()
                                + "/archive")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void archiving_a_customer_says_first_what_happens_to_its_contracts() throws Exception {
        AccountFixture.Customer one = account.customer("Cyberdyne");
        AccountFixture.Contract contract = one.contract("2025-01-01T00:00:00Z");
        String path = "/console/customers/" + one.id() + "/archive";
        assertThat(page(path)).contains("Its contract is archived with it", contract.id(), "void its invoices");
        to(admin.post(path, path, Map.of()));
        assertThat(page("/console/customers/" + one.id()))
                .contains("archived 20 Jan 2025")
                .doesNotContain("Add where");
        assertThat(rows(page("/console/customers?q=Cyberdyne"))).isZero();
    }

    /** Its invoices are voided with the others. */
    @Test
    void a_contract_that_is_over_is_named_before_it_is_archived_with_its_customer() throws Exception {
        AccountFixture.Customer one = account.customer("Nakatomi");
        AccountFixture.Contract over =
                one.contract("2024-11-01T00:00:00Z", one.stripe(), ", 'ending_before': '2025-01-01T00:00:00Z'");
        String path = "/console/customers/" + one.id() + "/archive";
        assertThat(page(path))
                .contains("Its contract is archived with it", over.id(), "1 Nov 2024 to 31 Dec 2024")
                .contains("void its invoices");
        AccountFixture.Contract running = one.contract("2025-01-01T00:00:00Z");
        assertThat(page(path))
                .contains("Its 2 contracts are archived with it, those that are over too.", over.id(), running.id());
        to(admin.post(path, path, Map.of()));
        assertThat(one.invoices())
                .isNotEmpty()
                .allMatch(invoice -> invoice.get("status").stringValue().equals("VOID"));
        assertThat(page(path)).contains("It is archived already");
        String without = "/console/customers/" + account.customer("Weyland").id() + "/archive";
        assertThat(page(without)).contains("It has no contract that is not archived.", "Archive the customer");
    }

    @Test
    void read_only_sees_customers_and_no_button() throws Exception {
        AccountFixture.Customer one = account.customer("Oscorp");
        String token = server.api()
                .post("/downbeat/v1/tokens", "{'name': 'reader', 'role': 'read_only'}")
                .ok()
                .at("/data/token")
                .stringValue();
        try (Console reader = Console.signedIn(server.api().uri(), token)) {
            assertThat(reader.get("/console/customers").body()).doesNotContain("add-customer");
            assertThat(reader.get("/console/customers/" + one.id()).body())
                    .contains("data-testid=\"check\"")
                    .doesNotContain("archive-", "add-configuration");
            assertThat(reader.get("/console/customers/" + one.id() + "/archive").body())
                    .doesNotContain("data-testid=\"confirm\"");
            assertThat(reader.post("/console/customers", "/console/customers/new", Map.of("name", "x"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void what_is_not_there_is_said_as_a_page() throws Exception {
        String nobody = "00000000-0000-0000-0000-000000000000";
        for (String path : new String[] {
            "/console/customers/1",
            "/console/customers/" + nobody,
            "/console/customers/" + nobody + "/archive",
            "/console/customers/" + nobody + "/configurations/new",
            "/console/customers/" + nobody + "/configurations/" + nobody + "/archive",
            "/console/customers/" + nobody + "?check=" + nobody
        }) {
            HttpResponse<String> answer = admin.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as("the search").contains("action=\"/console/search\"");
        }
    }
}
