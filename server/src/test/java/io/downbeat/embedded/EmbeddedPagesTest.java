package io.downbeat.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Pages of one customer behind a link (O3 and O4 of the acceptance rows). */
class EmbeddedPagesTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt(
            "2025-01-01T00:00:00Z",
            Map.of("DOWNBEAT_EMBED_FRAME_ANCESTORS", "https://app.example.com,https://*.example.org"));

    @AutoClose
    private static final HttpClient browser = HttpClient.newHttpClient();

    private static final Api api = server.api();
    private static AccountFixture account;
    private static AccountFixture.Customer acme;
    private static AccountFixture.Customer other;
    private static String contract;

    @BeforeAll
    static void invoices() {
        account = AccountFixture.setUp(api);
        api.post("/v1/billable-metrics/create", """
            {'name': 'Calls', 'aggregation_type': 'COUNT', 'event_type_filter': {'in_values': ['call']},
             'property_filters': [{'name': 'region', 'exists': true}], 'group_keys': [['region']]}\
            """).ok();
        acme = account.customer("Acme<b>");
        other = account.customer("other");
        contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'scheduled_charges': [{'product_id': '%1$s', 'schedule': {'schedule_items': [
                {'timestamp': '2025-02-01T00:00:00Z', 'amount': 700}]}}],
              'credits': [{'product_id': '%1$s', 'name': 'Welcome', 'access_schedule': {'schedule_items': [
                {'amount': 5000, 'starting_at': '2025-02-01T00:00:00Z', 'ending_before': '2025-06-01T00:00:00Z'}]}}]\
            """.formatted(account.fixedProduct))
                .id();
        other.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-01-11T00:00:00Z");
        acme.use("t1", "2025-01-10T00:00:00Z", 1234);
        server.advanceTo("2025-02-03T00:00:00Z");
        api.post("/v1/ingest", """
            [{"transaction_id": "c1", "customer_id": "%1$s", "event_type": "call", "timestamp": "2025-02-02T05:00:00Z",
              "properties": {"region": "eu"}},
             {"transaction_id": "c2", "customer_id": "%1$s", "event_type": "call", "timestamp": "2025-02-02T06:00:00Z",
              "properties": {"region": "us"}}]\
            """.formatted(acme.id())).ok();
        acme.use("t2", "2025-02-02T05:00:00Z", 56);
    }

    private static String link(String more) {
        return api.post("/v1/dashboards/getEmbeddableUrl", "{'customer_id': '" + acme.id() + "', " + more + "}")
                .ok()
                .at("/data/url")
                .stringValue();
    }

    private static HttpResponse<String> open(String url) throws Exception {
        return browser.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_link_shows_its_customers_invoices_to_whoever_has_it() throws Exception {
        HttpResponse<String> page = open(link("'dashboard': 'invoices'"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "Invoices of Acme&lt;b&gt;",
                        "Usage, Jan 2025",
                        "$12.34",
                        "Scheduled charges",
                        "$7.00",
                        "Draft");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none'; style-src 'self';")
                        .endsWith("frame-ancestors https://app.example.com https://*.example.org"));
        assertThat(page.headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(page.headers().firstValue("Cache-Control")).contains("private, no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void row_o4_after_an_hour_a_link_is_over() throws Exception {
        Instant now = Instant.now();
        EmbeddedView view = new EmbeddedView(
                UUID.fromString(acme.id()),
                EmbeddedView.Dashboard.INVOICES,
                new EmbeddedView.Invoices(null, null, EmbeddedView.Statuses.ALL, false, false),
                Map.of(),
                List.of());
        EmbeddedLinks links = server.bean(EmbeddedLinks.class);
        assertThat(open(made(links, view, now.minus(Duration.ofMinutes(59)))).statusCode())
                .isEqualTo(200);
        HttpResponse<String> over = open(made(links, view, now.minus(Duration.ofHours(1))));
        assertThat(over.statusCode()).isEqualTo(403);
        assertThat(over.body()).contains("This link is over").doesNotContain("Acme");
        assertThat(over.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors");
    }

    private static String made(EmbeddedLinks links, EmbeddedView view, Instant now) {
        return server.bean(Transactions.class)
                .in(() -> api.uri().resolve(links.make(view, now).orElseThrow()).toString());
    }

    @Test
    void row_o4_another_customers_invoice_is_not_found() throws Exception {
        String mine = acme.invoices().getFirst().get("id").stringValue();
        String theirs = other.invoices().getFirst().get("id").stringValue();
        String link = link("'dashboard': 'invoices'");
        assertThat(open(link + "/invoices/" + mine).statusCode()).isEqualTo(200);
        HttpResponse<String> foreign = open(link + "/invoices/" + theirs);
        assertThat(foreign.statusCode()).isEqualTo(404);
        HttpResponse<String> unknown = open(link + "/invoices/" + UUID.randomUUID());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(open(link + "/invoices/x").statusCode()).isEqualTo(404);
        assertThat(open(link("'dashboard': 'invoices', 'dashboard_options': [{'key': 'invoice_status_filter',"
                                        + " 'value': 'VOID'}]")
                                + "/invoices/" + mine)
                        .statusCode())
                .as("the list of this link leaves it out")
                .isEqualTo(404);
        assertThat(open(link("'dashboard': 'usage'") + "/invoices/" + mine).statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_is_changed_in_a_link_opens_nothing() throws Exception {
        String link = link("'dashboard': 'invoices'");
        int last = link.length() - 10;
        String changed = link.substring(0, last) + (link.charAt(last) == 'A' ? 'B' : 'A') + link.substring(last + 1);
        for (String bad : List.of(
                changed,
                link.substring(0, link.length() - 4),
                api.uri().resolve("/embed/x").toString())) {
            assertThat(open(bad).statusCode()).as(bad).isEqualTo(403);
        }
        assertThat(link).doesNotContain(TestServer.TOKEN).doesNotContain(acme.id());
        assertThat(browser.send(
                                HttpRequest.newBuilder(URI.create(link))
                                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void an_invoice_is_shown_line_by_line_and_unused_ones_only_where_asked_for() throws Exception {
        JsonNode invoice = acme.invoices().stream()
                .filter(one -> one.get("type").stringValue().equals("USAGE")
                        && one.get("status").stringValue().equals("FINALIZED"))
                .findFirst()
                .orElseThrow();
        String page = open(link("'dashboard': 'invoices'") + "/invoices/"
                        + invoice.get("id").stringValue())
                .body();
        assertThat(page).contains("Usage, Jan 2025", "Issued", ">1,234<", "$0.01", "$12.34");
        JsonNode draft = other.invoices().stream()
                .filter(one -> one.get("status").stringValue().equals("DRAFT"))
                .findFirst()
                .orElseThrow();
        String theirs = "{'customer_id': '" + other.id() + "', 'dashboard': 'invoices'%s}";
        assertThat(invoicePage(theirs.formatted(""), draft)).doesNotContain("<td>Use</td>");
        assertThat(invoicePage(
                        theirs.formatted(
                                ", 'dashboard_options': [{'key': 'show_zero_usage_line_items', 'value': 'true'}]"),
                        draft))
                .contains("<td>Use</td>");
    }

    private static String invoicePage(String request, JsonNode invoice) throws Exception {
        String link = api.post("/v1/dashboards/getEmbeddableUrl", request)
                .ok()
                .at("/data/url")
                .stringValue();
        return open(link + "/invoices/" + invoice.get("id").stringValue()).body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'key': 'invoice_type', 'value': 'SCHEDULED'} | Scheduled charges | Usage,",
                "{'key': 'invoice_type', 'value': 'USAGE'}     | Usage,            | Scheduled charges",
                "{'key': 'invoice_status_filter', 'value': 'DRAFT'} | Usage, Feb 2025 | Usage, Jan 2025",
                "{'key': 'invoice_status_filter', 'value': 'FINALIZED'} | Usage, Jan 2025 | Usage, Feb 2025",
                "{'key': 'invoice_status_filter', 'value': 'VOID'} | no invoice yet | Usage",
                "{'key': 'hide_voided_invoices', 'value': 'true'} | Usage, Jan 2025 | Void",
                "{'key': 'contract_id', 'value': 'CONTRACT'} | Usage, Jan 2025 | no invoice yet"
            })
    void options_choose_among_invoices(String option, String shown, String hidden) throws Exception {
        String page = open(link(
                        "'dashboard': 'invoices', 'dashboard_options': [" + option.replace("CONTRACT", contract) + "]"))
                .body();
        assertThat(page).contains(shown);
        assertThat(page.substring(page.indexOf("<h1>"))).doesNotContain(hidden);
    }

    @Test
    void usage_is_shown_by_metric_and_day() throws Exception {
        String page = open(link("'dashboard': 'usage', 'bm_group_key_overrides': [{'group_key_name': 'region'}]"))
                .body();
        assertThat(page).contains("Use: 1,290", "10 Jan 2025", "1,234", "2 Feb 2025", ">56<");
    }

    @Test
    void usage_is_told_apart_by_the_groups_that_a_link_names_under_the_names_it_gives() throws Exception {
        String page = open(link("""
            'dashboard': 'usage', 'bm_group_key_overrides': [{'group_key_name': 'region', 'display_name': 'Where',
              'value_display_names': {'eu': 'Europe <1>'}}]\
            """)).body();
        assertThat(page).contains("Calls: 2", "By Where", "Europe &lt;1&gt;", "<td>us</td>");
    }

    @Test
    void usage_of_an_archived_metric_is_shown_and_a_metric_that_was_not_used_is_not() throws Exception {
        String metric = metric("Old", "old");
        AccountFixture.Customer customer = account.customer("archived");
        assertThat(open(link(customer, "'dashboard': 'usage'")).body()).contains("Nothing was used.");
        api.post("/v1/billable-metrics/archive", "{'id': '" + metric + "'}").ok();
        ingest(Stream.of(event(customer, "old", "eu")));
        assertThat(open(link(customer, "'dashboard': 'usage'")).body())
                .contains("<h2>Old: 1</h2>")
                .doesNotContain("Calls", "Nothing was used.");
    }

    @Test
    void usage_says_where_there_is_more_than_it_shows() throws Exception {
        AccountFixture.Customer customer = account.customer("much");
        for (int i = 1; i <= 50; i++) {
            metric("Much " + i, "much " + i);
        }
        ingest(IntStream.rangeClosed(1, 49).mapToObj(i -> event(customer, "much " + i, "eu")));
        ingest(IntStream.rangeClosed(1, 50).mapToObj(i -> event(customer, "call", "region " + i)));
        String dashboard = "'dashboard': 'usage', 'bm_group_key_overrides': [{'group_key_name': 'region'}]";
        assertThat(open(link(customer, dashboard)).body())
                .contains("Much 49: 1", "Calls: 50", ">region 50<", "<caption>By region</caption>")
                .doesNotContain("more were used", "the 50 with the most");

        ingest(Stream.of(event(customer, "much 50", "eu"), event(customer, "call", "region 51")));
        assertThat(open(link(customer, dashboard)).body())
                .contains("in UTC; the first 50 metrics, more were used", "Much 49: 1", "Calls: 51")
                .contains("<caption>By region, the 50 with the most of 51</caption>")
                .doesNotContain("Much 50");
    }

    @Test
    void invoices_and_credits_say_where_there_are_more_than_a_hundred() throws Exception {
        AccountFixture.Customer customer = account.customer("hundred");
        String charges = IntStream.range(0, 99)
                .mapToObj(day -> "{'timestamp': '"
                        + Instant.parse("2025-03-01T00:00:00Z").plus(Duration.ofDays(day)) + "', 'amount': 1}")
                .collect(Collectors.joining(","));
        String scheduled = """
            , 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [%s]}}]\
            """.formatted(account.fixedProduct, charges);
        customer.contract("2025-02-01T00:00:00Z", customer.stripe(), scheduled);
        IntStream.range(0, 100).forEach(_ -> credit(customer));
        assertThat(open(link(customer, "'dashboard': 'invoices'")).body()).doesNotContain("there are more");
        assertThat(open(link(customer, "'dashboard': 'commits_and_credits'")).body())
                .doesNotContain("that end last");

        customer.contract("2025-02-01T00:00:00Z");
        credit(customer);
        assertThat(open(link(customer, "'dashboard': 'invoices'")).body()).contains("The last 100; there are more.");
        assertThat(open(link(customer, "'dashboard': 'commits_and_credits'")).body())
                .contains("The 100 that end last, of 101.");
    }

    private static String link(AccountFixture.Customer customer, String more) {
        return api.post("/v1/dashboards/getEmbeddableUrl", "{'customer_id': '" + customer.id() + "', " + more + "}")
                .ok()
                .at("/data/url")
                .stringValue();
    }

    private static String metric(String name, String type) {
        return api.post("/v1/billable-metrics/create", """
            {'name': '%s', 'aggregation_type': 'COUNT', 'event_type_filter': {'in_values': ['%s']}}\
            """.formatted(name, type))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static String event(AccountFixture.Customer customer, String type, String region) {
        return """
            {'transaction_id': '%1$s %2$s %3$s', 'customer_id': '%1$s', 'event_type': '%2$s',
             'timestamp': '2025-02-02T05:00:00Z', 'properties': {'region': '%3$s'}}\
            """.formatted(customer.id(), type, region);
    }

    private static void ingest(Stream<String> events) {
        api.post("/v1/ingest", "[" + events.collect(Collectors.joining(",")) + "]")
                .ok();
    }

    private static void credit(AccountFixture.Customer customer) {
        api.post("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [
              {'amount': 1, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}\
            """.formatted(customer.id(), account.fixedProduct))
                .ok();
    }

    @Test
    void commits_and_credits_are_shown_with_what_is_left() throws Exception {
        String page = open(link("'dashboard': 'commits_and_credits'")).body();
        assertThat(page).contains("Welcome", "Credit", "1 Feb 2025 to 31 May 2025", "$50.00", "$49.44");
    }

    @Test
    void colors_of_a_link_are_in_its_style() throws Exception {
        String link = link("'dashboard': 'usage', 'color_overrides': [{'name': 'Gray_dark', 'value': '#0a0b0c'}]");
        HttpResponse<String> style = open(link + "/style.css");
        assertThat(style.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
        assertThat(style.body()).contains("--Gray_dark: #0a0b0c;", "--White: #ffffff;");
        assertThat(open(link).body()).contains("/style.css");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'dashboard': 'credits' | dashboard: credits belongs to plans",
                "'dashboard': 'x' | dashboard: must be one of",
                "'dashboard': 'usage', 'dashboard_options': [{'key': 'invoice_type', 'value': 'USAGE'}] |"
                        + " dashboard_options: goes with the dashboard invoices only",
                "'dashboard': 'invoices', 'dashboard_options': [{'key': 'invoice_status_filter', 'value': 'PAID'}] |"
                        + " dashboard_options[0].value: must be one of",
                "'dashboard': 'invoices', 'dashboard_options': [{'key': 'hide_grant_name', 'value': 'true'}] |"
                        + " dashboard_options[0].key: belongs to plans",
                "'dashboard': 'invoices', 'dashboard_options': [{'key': 'contract_id', 'value':"
                        + " '018f0000-0000-7000-8000-000000000000'}] | dashboard_options[0].value: the customer has no"
                        + " contract",
                "'dashboard': 'invoices', 'dashboard_options': [{'key': 'invoice_type', 'value': 'USAGE'}, {'key':"
                        + " 'invoice_type', 'value': 'USAGE'}] | dashboard_options[1].key: is given twice",
                "'dashboard': 'usage', 'color_overrides': [{'name': 'Pink', 'value': '#000000'}] |"
                        + " color_overrides[0].name: must be one of",
                "'dashboard': 'usage', 'color_overrides': [{'name': 'White', 'value': '#000000'}, {'name': 'White',"
                        + " 'value': '#ffffff'}] | color_overrides[1].name: is given twice",
                "'dashboard': 'usage', 'color_overrides': [{'name': 'White', 'value': 'red'}] |"
                        + " color_overrides[0].value: must be a color such as",
                "'dashboard': 'invoices', 'bm_group_key_overrides': [{'group_key_name': 'a'}] |"
                        + " bm_group_key_overrides: goes with the dashboard usage only",
                "'dashboard': 'usage', 'nonsense': 1 | nonsense: unknown field"
            })
    void row_o3_what_no_link_can_show_is_refused_by_name(String more, String why) {
        long before = server.audited("create_embeddable_url");
        assertThat(api.post("/v1/dashboards/getEmbeddableUrl", "{'customer_id': '" + acme.id() + "', " + more + "}")
                        .refused(400))
                .startsWith(why);
        assertThat(server.audited("create_embeddable_url")).isEqualTo(before);
    }

    @Test
    void a_link_is_never_kept_for_an_idempotency_key() {
        long before = server.audited("create_embeddable_url");
        assertThat(api.post(
                                "/v1/dashboards/getEmbeddableUrl",
                                "{'customer_id': '" + acme.id() + "', 'dashboard': 'usage'}",
                                "Idempotency-Key",
                                "embedded-1")
                        .refused(400))
                .isEqualTo("Idempotency-Key: leave it out here; a link whose answer was lost is made anew");
        assertThat(server.audited("create_embeddable_url")).isEqualTo(before);
        assertThat(server.bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM idempotency_key WHERE position('/embed/' IN"
                                + " convert_from(response, 'UTF8')) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void more_names_than_a_link_holds_are_refused_and_an_unknown_customer_is_404() {
        assertThat(api.post(
                                "/v1/dashboards/getEmbeddableUrl",
                                "{'customer_id': '" + acme.id()
                                        + "', 'dashboard': 'usage', 'bm_group_key_overrides': [{'group_key_name': '"
                                        + "k".repeat(4_000) + "'}]}")
                        .refused(400))
                .startsWith("bm_group_key_overrides: is more than a link holds");
        assertThat(api.post(
                                "/v1/dashboards/getEmbeddableUrl",
                                "{'customer_id': '" + UUID.randomUUID() + "', 'dashboard': 'usage'}")
                        .refused(404))
                .contains("no customer");
    }

    @Test
    void each_link_is_in_the_audit_log() {
        long before = server.audited("create_embeddable_url");
        link("'dashboard': 'usage'");
        assertThat(server.audited("create_embeddable_url")).isEqualTo(before + 1);
    }

    @Test
    void without_a_setting_nobody_has_the_pages_in_a_frame_and_links_lead_to_the_base_that_is_set() throws Exception {
        try (TestServer plain = server.another(Map.of("DOWNBEAT_EMBED_BASE_URL", "https://billing.example.com/"))) {
            String link = plain.api()
                    .post(
                            "/v1/dashboards/getEmbeddableUrl",
                            "{'customer_id': '" + acme.id() + "', 'dashboard': 'usage'}")
                    .ok()
                    .at("/data/url")
                    .stringValue();
            assertThat(link).startsWith("https://billing.example.com/embed/");
            String here =
                    plain.api().uri().resolve(URI.create(link).getRawPath()).toString();
            assertThat(open(here)
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElseThrow())
                    .endsWith("frame-ancestors 'none'");
        }
    }
}
