package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Events found, counted by the hour, and given to a customer. */
class UsagePagesTest {
    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static Console console;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.startedAt("2025-01-10T12:30:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        console = Console.signedIn(api.uri(), TestServer.TOKEN);
    }

    @AfterAll
    static void stop() {
        console.close();
        server.close();
    }

    private static String page(String path) throws Exception {
        HttpResponse<String> answer = console.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static int count(String page, String text) {
        return page.split(text, -1).length - 1;
    }

    @Test
    void an_event_is_found_with_what_it_counts_for_and_what_it_costs() throws Exception {
        AccountFixture.Customer customer = account.customer("found");
        customer.contract("2025-01-01T00:00:00Z", customer.stripe(), ", 'name': 'Standard'");
        customer.use("found-1", "2025-01-10T10:30:00Z", 500);
        customer.use("found-1", "2025-01-10T10:30:00Z", 500);
        String page = page("/console/usage?transaction_id=found-1");
        assertThat(page).contains("data-testid=\"event\"", "counted once", "10 Jan 2025 10:30 UTC");
        String costs = page("/console/usage?customer=" + customer.id());
        assertThat(costs).contains("data-testid=\"cost-so-far\"", "1 event in the hour from 10 Jan 2025 10:00 UTC");
    }

    @Test
    void the_quantity_of_a_share_is_money() throws Exception {
        String support = api.post("/v1/contract-pricing/products/create", """
            {'name': 'Support', 'type': 'COMPOSITE', 'composite_product_ids': ['%s']}\
            """.formatted(account.usageProduct))
                .ok()
                .at("/data/id")
                .stringValue();
        String card = api.post("/v1/contract-pricing/rate-cards/create", "{'name': 'With support'}")
                .ok()
                .at("/data/id")
                .stringValue();
        String rate = """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true, %s}\
            """;
        for (String terms : new String[] {
            rate.formatted(card, account.usageProduct, "'rate_type': 'FLAT', 'price': 10"),
            rate.formatted(card, support, "'rate_type': 'PERCENTAGE', 'price': 0.1")
        }) {
            api.post("/v1/contract-pricing/rate-cards/addRate", terms).ok();
        }
        AccountFixture.Customer customer = account.customer("supported");
        api.post("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'}\
            """.formatted(customer.id(), card)).ok();
        customer.use("shared-1", "2025-01-10T10:30:00Z", 1500);
        String quantity = "data-label=\"Quantity\" class=\"number\">";
        assertThat(page("/console/usage?customer=" + customer.id()))
                .contains(quantity + "1,500<", quantity + "$150.00<", ">$15.00<")
                .doesNotContain(quantity + "15000<");
    }

    @Test
    void fifty_are_shown_and_the_next_look_goes_on_where_this_one_ended() throws Exception {
        AccountFixture.Customer customer = account.customer("many");
        for (int i = 0; i < 51; i++) {
            customer.use("many-" + i, "2025-01-09T0" + i % 9 + ":30:00Z", 1);
        }
        String first = page("/console/usage?customer=" + customer.id());
        assertThat(count(first, "data-testid=\"event\"")).isEqualTo(50);
        String next = first.substring(first.indexOf("rel=\"next\" href=\"") + 17);
        String second = page(next.substring(0, next.indexOf('"')).replace("&amp;", "&"));
        assertThat(count(second, "data-testid=\"event\"")).isOne();
        assertThat(second).contains("many-0<").doesNotContain("many-1<", "rel=\"next\"");
    }

    @Test
    void a_stretch_of_time_is_half_open() throws Exception {
        AccountFixture.Customer customer = account.customer("edges");
        customer.use("edge-before", "2025-01-07T23:59:59.999999999Z", 1);
        customer.use("edge-first", "2025-01-08T00:00:00Z", 1);
        customer.use("edge-last", "2025-01-08T23:59:59.999999Z", 1);
        customer.use("edge-after", "2025-01-09T00:00:00Z", 1);
        assertThat(page("/console/usage?from=2025-01-08&until=2025-01-09&customer=" + customer.id()))
                .contains("edge-first", "edge-last")
                .doesNotContain("edge-before", "edge-after");
    }

    @Test
    void what_is_no_moment_or_no_number_is_refused_by_name() throws Exception {
        assertThat(console.get("/console/usage?from=yesterday").statusCode()).isEqualTo(400);
        assertThat(console.get("/console/usage?before=x").statusCode()).isEqualTo(400);
        for (String wrong : new String[] {
            "?customer=%00", "?customer=%FF%FE", "/alias?alias=a&customer=%00", "?from=%2B300000-01-01T00:00:00Z"
        }) {
            assertThat(console.get("/console/usage" + wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void events_of_nobody_are_given_to_a_customer_and_count_from_then_on() throws Exception {
        AccountFixture.Customer customer = account.customer("late");
        api.post("/v1/ingest", """
            [{'transaction_id': 'stray-1', 'customer_id': 'stray', 'event_type': 'transfer',
              'timestamp': '2025-01-10T09:30:00Z', 'properties': {'gb': '5'}}]\
            """).ok();
        assertThat(page("/console/usage")).contains("Events of nobody", "alias=stray");
        String asked = "/console/usage/alias?alias=stray&customer=" + customer.id();
        assertThat(page(asked)).contains("data-testid=\"confirm\"");
        HttpResponse<String> done =
                console.post(asked, "/console/usage/alias/" + customer.id(), Map.of("alias", "stray"));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
        assertThat(page("/console/usage?transaction_id=stray-1")).doesNotContain("no customer has this name yet");
        assertThat(page("/console/usage")).doesNotContain("alias=stray");
    }

    @Test
    void a_name_is_given_away_as_the_events_carry_it_with_the_blank_at_its_end() throws Exception {
        AccountFixture.Customer customer = account.customer("blank");
        api.post("/v1/ingest", """
            [{'transaction_id': 'blank-1', 'customer_id': 'astray ', 'event_type': 'transfer',
              'timestamp': '2025-01-10T09:30:00Z', 'properties': {'gb': '5'}},
             {'transaction_id': 'blank-2', 'customer_id': 'astray', 'event_type': 'transfer',
              'timestamp': '2025-01-10T09:30:00Z', 'properties': {'gb': '5'}}]\
            """).ok();
        assertThat(page("/console/usage")).contains("alias=astray+\"", "?customer=astray+\"");
        assertThat(page("/console/usage?customer=astray+")).contains("blank-1<").doesNotContain("blank-2<");
        String asked = "/console/usage/alias?alias=astray+&customer=" + customer.id();
        HttpResponse<String> done = give(asked, customer);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
        assertThat(page("/console/usage?transaction_id=blank-1")).doesNotContain("no customer has this name yet");
        assertThat(page("/console/usage?transaction_id=blank-2")).contains("no customer has this name yet");
        assertThat(api.get("/v1/customers/" + customer.id())
                        .ok()
                        .at("/data/ingest_aliases")
                        .toString())
                .contains("\"astray \"")
                .doesNotContain("\"astray\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "two\rlines", "two\r\nlines", "line\n", "50%0A+\u20AC", "\t\u00A0"})
    void a_name_is_given_away_as_the_events_carry_it_whatever_a_browser_does_to_line_breaks(String name)
            throws Exception {
        String event = "lines-" + Integer.toHexString(name.hashCode());
        AccountFixture.Customer customer = account.customer(event);
        api.postRaw(
                        "/v1/ingest",
                        Json.write(List.of(Map.of(
                                "transaction_id",
                                event,
                                "customer_id",
                                name,
                                "event_type",
                                "transfer",
                                "timestamp",
                                "2025-01-10T09:30:00Z",
                                "properties",
                                Map.of("gb", "5")))))
                .ok();
        String link = "/console/usage/alias?alias=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        assertThat(page("/console/usage")).contains("href=\"" + link + "\"");
        // The form that finds the customer leads to the page of the other form.
        String found = "/console/usage/alias?customer=" + customer.id() + "&encoded_alias="
                + URLEncoder.encode(hidden(page(link), "encoded_alias"), StandardCharsets.UTF_8);
        HttpResponse<String> done = give(found, customer);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
        assertThat(api.get("/v1/customers/" + customer.id())
                        .ok()
                        .at("/data/ingest_aliases")
                        .valueStream()
                        .map(JsonNode::stringValue))
                .containsExactly(event, name);
        assertThat(page("/console/usage?transaction_id=" + event)).doesNotContain("no customer has this name yet");
    }

    @Test
    void a_form_whose_name_was_tampered_with_is_refused() throws Exception {
        AccountFixture.Customer customer = account.customer("whole");
        String page = "/console/usage/alias?alias=x&customer=" + customer.id();
        for (String wrong : List.of("%", "%0", "a b", "%00", "%ED%A0%80")) {
            assertThat(console.post(page, "/console/usage/alias/" + customer.id(), Map.of("encoded_alias", wrong))
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    /** Sends the form of a page as a browser does. */
    private HttpResponse<String> give(String page, AccountFixture.Customer to) throws Exception {
        return console.post(
                page, "/console/usage/alias/" + to.id(), Map.of("encoded_alias", hidden(page(page), "encoded_alias")));
    }

    /** What a browser sends of a hidden field: with every line break made CRLF. */
    private static String hidden(String page, String name) {
        Matcher field = Pattern.compile("<input type=\"hidden\" name=\"" + name + "\" value=\"([^\"]*)\">")
                .matcher(page);
        assertThat(field.find()).as(page).isTrue();
        return field.group(1).replaceAll("\\R", "\r\n");
    }

    @Test
    void a_name_has_at_most_128_characters_however_many_units_they_are() throws Exception {
        AccountFixture.Customer customer = account.customer("emoji");
        String page = "/console/usage/alias?alias=x&customer=" + customer.id();
        String give = "/console/usage/alias/" + customer.id();
        assertThat(console.post(page, give, Map.of("alias", "\uD83E\uDD41".repeat(129)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(console.post(page, give, Map.of("alias", "\uD83E\uDD41".repeat(128)))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void a_name_that_another_customer_has_is_refused_on_the_same_page() throws Exception {
        AccountFixture.Customer customer = account.customer("first");
        AccountFixture.Customer other = account.customer("second");
        api.post("/v1/customers/" + customer.id() + "/setIngestAliases", "{'ingest_aliases': ['taken']}")
                .ok();
        HttpResponse<String> refused = console.post(
                "/console/usage/alias?alias=taken&customer=" + other.id(),
                "/console/usage/alias/" + other.id(),
                Map.of("alias", "taken"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("belongs to another customer");
    }
}
