package io.downbeat.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Usage over HTTP, on the whole server; the clock stands at noon of 2025-01-15. */
class UsageApiTest {
    private static final String JANUARY =
            "'starting_on': '2025-01-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z'";

    private static TestServer server;
    private static Api api;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-15T12:00:00Z");
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void groups_with_the_longest_values_are_paged_through() {
        String customer = customer("long");
        String metric = metric("'group_keys': [['region']], 'aggregation_type': 'SUM', 'aggregation_key': 'n'");
        String begin = "\u9fa5".repeat(4_095);
        ingest(
                event("long-1", "long", begin + "a", "1"),
                event("long-2", "long", begin + "b", "2"),
                event("long-3", "long", begin + "c", "4"));

        String groups = "{" + JANUARY + ", 'window_size': 'DAY', 'customer_id': '" + customer
                + "', 'billable_metric_id': '" + metric + "', 'group_key': ['region']}";
        List<String> values = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = api.post("/v1/usage/groups?limit=1" + next, groups).ok();
            page.get("data").forEach(row -> values.add(row.get("group_value").stringValue()));
            next = page.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + page.get("next_page").stringValue();
        } while (!next.isEmpty());
        assertThat(values).containsExactlyInAnyOrder(begin + "a", begin + "b", begin + "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+2147483648", "1e999999999", "1e100"})
    void an_event_with_a_number_that_nothing_can_hold_is_neither_kept_nor_found(String number) {
        String id = "beyond-" + number;
        api.post(
                        "/v1/ingest",
                        "[{'transaction_id': '" + id + "', 'customer_id': 'c', 'event_type': 'e', 'timestamp':"
                                + " '2025-01-15T11:00:00Z', 'properties': {'n': " + number + "}}]")
                .refused(400);
        assertThat(api.post("/v1/events/search", "{'transactionIds': ['" + id + "']}")
                        .ok())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%D9%A3", "%EF%BC%97", "+7", "%207", "7%20", "7.0", "1e1", "0x7", "00000000007"})
    void a_limit_is_read_in_ascii_digits_only(String limit) {
        assertThat(api.get("/v1/billable-metrics?limit=" + limit).refused(400)).startsWith("limit: ");
    }

    @Test
    void an_id_has_one_spelling_only() {
        for (String id : List.of(
                "1-1-1-1-1",
                "0000000001-0001-0001-0001-0000000001",
                "00000000-0000-0000-0000-00000000000\u0663",
                "\uFF10".repeat(8) + "-0000-0000-0000-000000000000",
                "+0000000-0000-0000-0000-000000000000")) {
            assertThat(api.post("/v1/billable-metrics/archive", "{'id': '" + id + "'}")
                            .refused(400))
                    .as(id)
                    .startsWith("id: must be a UUID");
        }
    }

    @Test
    void an_event_comes_in_and_its_usage_comes_out() {
        String customer = customer("story");
        String metric = metric("'group_keys': [['region']], 'aggregation_type': 'SUM', 'aggregation_key': 'n'");
        ingest(event("story-1", "story", "eu", "1.5"), event("story-2", "story", "us", "2"));

        JsonNode all = api.post(
                        "/v1/usage",
                        "{" + JANUARY + ", 'window_size': 'none', 'customer_ids': ['" + customer
                                + "'], 'billable_metrics': [{'id': '" + metric + "', 'group_by': {'key': 'region'}}]}")
                .ok();
        assertThat(all.at("/data/0/value").decimalValue()).isEqualByComparingTo("3.5");
        assertThat(all.at("/data/0/groups/eu").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(all.at("/data/0/start_timestamp").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
        assertThat(all.get("next_page").isNull()).isTrue();

        String groups = "{" + JANUARY + ", 'window_size': 'DAY', 'customer_id': '" + customer
                + "', 'billable_metric_id': '" + metric + "', 'group_key': ['region']}";
        JsonNode first = api.post("/v1/usage/groups?limit=1", groups).ok();
        assertThat(first.at("/data")).hasSize(1);
        assertThat(first.at("/data/0/group_value").stringValue()).isEqualTo("eu");
        JsonNode second = api.post(
                        "/v1/usage/groups?limit=1&next_page="
                                + first.get("next_page").stringValue(),
                        groups)
                .ok();
        assertThat(second.at("/data/0/group/region").stringValue()).isEqualTo("us");
        assertThat(second.get("next_page").isNull()).isTrue();

        JsonNode only = api.post(
                        "/v1/usage/groups",
                        groups.replace("'group_key': ['region']", "'group_by': {'key': 'region', 'values': ['us']}"))
                .ok();
        assertThat(only.get("data")).hasSize(1);
        JsonNode any = api.post("/v1/usage/groups", groups.replaceFirst("}$", ", 'group_filters': {'region': []}}"))
                .ok();
        assertThat(any.get("data")).as("no values are all values").hasSize(2);
        JsonNode asked = api.post(
                        "/v1/usage",
                        "{" + JANUARY + ", 'window_size': 'none', 'customer_ids': ['" + customer
                                + "'], 'billable_metrics': [{'id': '" + metric
                                + "', 'group_by': {'key': 'region', 'values': ['us', 'ap']}}]}")
                .ok();
        assertThat(asked.at("/data/0/groups")).hasToString("{\"us\":2,\"ap\":null}");
        assertThat(api.get("/v1/customers/" + customer("no usage") + "/billable-metrics?limit=100")
                        .ok()
                        .at("/data")
                        .values())
                .extracting(one -> one.get("id").stringValue())
                .contains(metric);
    }

    @Test
    void the_current_period_is_the_one_that_the_customers_contract_is_in() {
        AccountFixture.Customer billed = AccountFixture.setUp(api).customer("periods");
        String metric = metric("'group_keys': [['region']], 'aggregation_type': 'SUM', 'aggregation_key': 'n'");
        String groups = "'current_period': true, 'window_size': 'NONE', 'customer_id': '" + billed.id()
                + "', 'billable_metric_id': '" + metric + "', 'group_key': ['region']}";
        String path = "/v1/usage/groups";
        assertThat(api.post(path, "{" + groups).refused(400))
                .isEqualTo("current_period: no contract bills the customer's usage at this moment; give starting_on and"
                        + " ending_before");

        billed.contract("2025-01-10T01:00:00Z");
        ingest(
                event("period-1", "periods", "eu", "1").replace("01-15T11:00:00", "01-10T00:59:59"),
                event("period-2", "periods", "eu", "2").replace("01-15T11:00:00", "01-10T01:00:00"),
                event("period-4", "periods", "eu", "4"));
        JsonNode rows = api.post(path, "{" + groups).ok().get("data");
        assertThat(rows).hasSize(1);
        assertThat(rows.at("/0/value").intValue()).isEqualTo(6);
        assertThat(rows.at("/0/starting_on").stringValue()).isEqualTo("2025-01-10T01:00:00.000Z");
        assertThat(rows.at("/0/ending_before").stringValue()).isEqualTo("2025-02-01T00:00:00.000Z");
        assertThat(api.post(path, "{'ending_before': '2025-02-01T00:00:00Z', " + groups)
                        .refused(400))
                .isEqualTo("ending_before: cannot be given beside current_period");

        billed.contract("2025-01-10T01:00:00Z");
        assertThat(api.post(path, "{" + groups).ok().get("data"))
                .as("two contracts, one period")
                .isEqualTo(rows);
        billed.contract(
                "2025-01-15T12:00:00Z", billed.stripe(), ", 'usage_statement_schedule': {'frequency': 'QUARTERLY'}");
        assertThat(api.post(path, "{" + groups).refused(400))
                .contains(
                        "2025-01-10T01:00:00Z to 2025-02-01T00:00:00Z, 2025-01-15T12:00:00Z to 2025-04-01T00:00:00Z;");
    }

    @Test
    void a_metric_that_is_named_twice_is_refused_whatever_it_is_grouped_by() {
        String metric = metric("'group_keys': [['region'], ['n']], 'aggregation_type': 'COUNT'");
        String other = metric("'aggregation_type': 'COUNT'");
        String asked = "{" + JANUARY + ", 'window_size': 'NONE', 'billable_metrics': [%s]}";
        String byRegion = "{'id': '" + metric + "', 'group_by': {'key': 'region'}}";
        for (String again : List.of(byRegion.replace("region", "n"), byRegion, "{'id': '" + metric + "'}")) {
            assertThat(api.post("/v1/usage", asked.formatted(byRegion + "," + again))
                            .refused(400))
                    .isEqualTo("billable_metrics[1].id: is named twice; ask for each grouping by itself");
        }
        api.post("/v1/usage", asked.formatted(byRegion + ", {'id': '" + other + "'}"))
                .ok();
    }

    @Test
    void usage_of_every_customer_and_metric_comes_in_pages() {
        String metric = metric("'aggregation_type': 'COUNT'");
        List<String> customers = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            customers.add(customer("paged" + i));
            events.add(event("paged-" + i, "paged" + i, "eu", "1"));
        }
        customers.add(customer("paged100"));
        ingest(events.toArray(String[]::new));
        ingest(event("paged-100", "paged100", "eu", "1"));
        String body = "{" + JANUARY + ", 'window_size': 'NONE', 'billable_metrics': [{'id': '" + metric + "'}]}";

        JsonNode first = api.post("/v1/usage", body).ok();
        JsonNode second = api.post(
                        "/v1/usage?next_page=" + first.get("next_page").stringValue(), body)
                .ok();

        assertThat(first.get("data")).hasSize(100);
        assertThat(second.get("data")).hasSize(1);
        assertThat(second.get("next_page").isNull()).isTrue();
    }

    @Test
    void a_search_shows_what_became_of_an_event_and_that_it_came_again() {
        String customer = customer("searched");
        String metric = metric("'aggregation_type': 'COUNT'");
        ingest(event("searched-1", "searched", "eu", "1"), event("searched-2", "nobody", "eu", "1"));
        ingest(event("searched-1", "searched", "eu", "1"));

        JsonNode found = api.post("/v1/events/search", "{'transactionIds': ['searched-1', 'searched-2', 'other']}")
                .ok();

        assertThat(found.values())
                .extracting(one -> one.get("is_duplicate").booleanValue())
                .containsExactly(false, true, false);
        assertThat(found.at("/0/matched_customer/id").stringValue()).isEqualTo(customer);
        assertThat(found.at("/0/properties/region").stringValue()).isEqualTo("eu");
        assertThat(found.at("/0/matched_billable_metrics").values())
                .extracting(one -> one.get("id").stringValue())
                .contains(metric);
        assertThat(found.get(2).has("matched_customer")).isFalse();
    }

    @Test
    void an_event_that_comes_while_a_metric_waits_for_another_change_is_not_shown_as_counted_by_it()
            throws SQLException {
        String customer = customer("waited");
        CompletableFuture<String> metric;
        try (Connection changing = server.database().connect();
                Statement sql = changing.createStatement()) {
            changing.setAutoCommit(false);
            sql.execute("SELECT FROM billable_metric_version FOR UPDATE");
            metric = CompletableFuture.supplyAsync(() -> metric("'aggregation_type': 'COUNT'"));
            LockWaits.await(server.database(), 1);
            ingest(event("waited-1", "waited", "eu", "1"));
            changing.commit();
        }
        String id = metric.join();
        ingest(event("waited-2", "waited", "eu", "1"));

        String usage = "{" + JANUARY + ", 'window_size': 'NONE', 'customer_ids': ['" + customer
                + "'], 'billable_metrics': [{'id': '" + id + "'}]}";
        assertThat(api.post("/v1/usage", usage).ok().at("/data/0/value").intValue())
                .isEqualTo(1);
        JsonNode found = api.post("/v1/events/search", "{'transactionIds': ['waited-1', 'waited-2']}")
                .ok();
        assertThat(found.values())
                .extracting(one -> one.get("transaction_id").stringValue()
                        + one.get("matched_billable_metrics").values().stream()
                                .anyMatch(named -> named.get("id").stringValue().equals(id)))
                .containsExactlyInAnyOrder("waited-1false", "waited-2true");
    }

    @Test
    void usage_sent_under_an_alias_becomes_the_customers_when_the_alias_is_set() {
        String customer = customer("late");
        String metric = metric("'aggregation_type': 'COUNT'");
        ingest(event("late-1", "late alias", "eu", "1"));
        String body = "{" + JANUARY + ", 'window_size': 'NONE', 'customer_ids': ['" + customer
                + "'], 'billable_metrics': [{'id': '" + metric + "'}]}";
        assertThat(api.post("/v1/usage", body).ok().get("data")).isEmpty();

        api.post("/v1/customers/" + customer + "/setIngestAliases", "{'ingest_aliases': ['late', 'late alias']}")
                .ok();

        assertThat(api.post("/v1/usage", body).ok().at("/data/0/value").intValue())
                .isEqualTo(1);
    }

    /** As SQL Server and Apple's systems write ids. */
    @Test
    void an_alias_that_looks_like_an_id_in_upper_case_means_whoever_has_it_in_upper_case() {
        String alias = "6F9619FF-8B86-D011-B42D-00C04FC964FF";
        String upper = customer(alias);
        String lower = customer(alias.toLowerCase(Locale.ROOT));
        String metric = metric("'aggregation_type': 'SUM', 'aggregation_key': 'n'");
        ingest(event("case-1", alias, "eu", "1"), event("case-2", alias.toLowerCase(Locale.ROOT), "eu", "2"));
        ingest(event("case-4", alias, "eu", "4"), event("case-8", upper.toUpperCase(Locale.ROOT), "eu", "8"));

        JsonNode used = api.post(
                        "/v1/usage",
                        "{" + JANUARY + ", 'window_size': 'NONE', 'billable_metrics': [{'id': '" + metric + "'}]}")
                .ok()
                .get("data");
        assertThat(used.valueStream())
                .extracting(row -> row.get("customer_id").stringValue() + " "
                        + row.get("value").intValue())
                .containsExactlyInAnyOrder(upper + " 13", lower + " 2");
    }

    @Test
    void a_customers_own_id_names_it_too() {
        String customer = customer("by id");
        String metric = metric("'aggregation_type': 'COUNT'");

        ingest(event("by-id-1", customer, "eu", "1"));

        assertThat(api.post(
                                "/v1/usage",
                                "{" + JANUARY + ", 'window_size': 'HOUR', 'customer_ids': ['" + customer
                                        + "'], 'billable_metrics': [{'id': '" + metric + "'}]}")
                        .ok()
                        .at("/data/0/value")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void one_wrong_event_leaves_none_of_its_request() {
        String refused = api.post(
                        "/v1/ingest",
                        "[" + event("half-1", "x", "eu", "1") + ","
                                + event("half-2", "x", "eu", "1").replace("2025-01-15", "2025-01-17") + "]")
                .refused(400);

        assertThat(refused).isEqualTo("[1].timestamp: is more than 24 hours in the future");
        assertThat(api.post("/v1/events/search", "{'transactionIds': ['half-1']}")
                        .ok())
                .isEmpty();
    }

    @Test
    void an_ingest_repeated_with_its_idempotency_key_is_answered_the_same() {
        String body = "[" + event("keyed-1", "keyed", "eu", "1") + "]";
        for (int i = 0; i < 2; i++) {
            assertThat(api.post("/v1/ingest", body, "Idempotency-Key", "ingest-key")
                            .status())
                    .isEqualTo(200);
        }
        JsonNode found =
                api.post("/v1/events/search", "{'transactionIds': ['keyed-1']}").ok();
        assertThat(found).hasSize(1);
    }

    @Test
    void the_body_of_an_ingest_must_be_an_array_of_events() {
        assertThat(api.post("/v1/ingest", "").refused(400)).contains("1 to 100 events");
        assertThat(api.post("/v1/ingest", "[]").refused(400)).contains("1 to 100 events");
        assertThat(api.post("/v1/ingest", "{}").refused(400)).contains("1 to 100 events");
        assertThat(api.post("/v1/ingest", "[").refused(400)).contains("not valid JSON");
        assertThat(api.post("/v1/ingest", "[" + event("empty-answer", "x", "eu", "1") + "]")
                        .body())
                .isEmpty();
    }

    @Test
    void a_metric_is_read_listed_and_archived() {
        AccountFixture.registerKey(api, "a", "billable_metric");
        String metric = metric("'aggregation_type': 'MAX', 'aggregation_key': 'n', 'custom_fields': {'a': 'b'}");

        JsonNode one = api.get("/v1/billable-metrics/" + metric).ok().get("data");
        assertThat(one.get("aggregation_type").stringValue()).isEqualTo("MAX");
        assertThat(one.at("/event_type_filter/in_values/0").stringValue()).isEqualTo("call");
        assertThat(one.at("/custom_fields/a").stringValue()).isEqualTo("b");
        assertThat(one.has("archived_at")).isFalse();

        api.post("/v1/billable-metrics/archive", "{'id': '" + metric + "'}").ok();
        assertThat(api.post("/v1/billable-metrics/archive", "{'id': '" + metric + "'}")
                        .refused(400))
                .contains("archived already");
        assertThat(api.get("/v1/billable-metrics/" + metric)
                        .ok()
                        .at("/data/archived_at")
                        .stringValue())
                .isEqualTo("2025-01-15T12:00:00.000Z");
        assertThat(listed("")).doesNotContain(metric);
        assertThat(listed("&include_archived=true")).contains(metric);
        UUID nobody = UUID.randomUUID();
        assertThat(api.get("/v1/billable-metrics/" + nobody).refused(404)).contains(nobody.toString());
        assertThat(api.get("/v1/billable-metrics/7").refused(400)).isNotEmpty();
        assertThat(api.get("/v1/customers/" + nobody + "/billable-metrics").refused(404))
                .isNotEmpty();
        assertThat(api.get("/v1/customers/" + customer("plan") + "/billable-metrics?on_current_plan=true")
                        .refused(400))
                .startsWith("on_current_plan: there are no plans here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'aggregation_type': 'COUNT', 'aggregation_key': 'n' | aggregation_key",
                "'aggregation_type': 'SUM' | aggregation_key",
                "'aggregation_type': 'SUM', 'aggregation_key': 'other' | aggregation_key",
                "'aggregation_type': 'AVERAGE' | aggregation_type",
                "'name2': 'x' | name2",
                "'sql': 'SELECT 1' | sql",
                "'aggregation_type': 'COUNT', 'group_keys': [['other']] | group_keys[0]",
                "'aggregation_type': 'COUNT', 'group_keys': [['n'], []] | group_keys[1]",
                "'aggregation_type': 'COUNT', 'group_keys': [['n', 'n']] | group_keys[0]",
                "'aggregation_type': 'COUNT', 'group_keys': [['n', 'region'], ['region', 'n']] | group_keys[1]",
                "'aggregation_type': 'COUNT', 'group_keys': 'n' | group_keys",
                "'aggregation_type': 'COUNT', 'group_keys': [[7]] | group_keys[0][0]",
                "'aggregation_type': 'COUNT', 'property_filters': [{'name': 'n', 'in_values': []}] |"
                        + " property_filters[0].in_values",
                "'aggregation_type': 'COUNT', 'property_filters': [{'name': 'n'}, {'name': 'n'}] |"
                        + " property_filters[1].name",
                "'aggregation_type': 'COUNT', 'property_filters': [{'name': 'n', 'exists': false, 'in_values': ['a']}]"
                        + " | property_filters[0].exists",
                "'aggregation_type': 'COUNT', 'property_filters': [{}] | property_filters[0].name"
            })
    void a_metric_that_could_not_count_right_is_refused(String terms, String field) {
        String filters = terms.contains("property_filters")
                ? ""
                : ", 'property_filters': [{'name': 'n', 'exists': true}," + " {'name': 'region', 'exists': true}]";
        assertThat(api.post("/v1/billable-metrics/create", "{'name': 'x', " + terms.replace('"', '\'') + filters + "}")
                        .refused(400))
                .startsWith(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'starting_on': '2025-01-01T00:30:00Z', 'ending_before': '2025-02-01T00:00:00Z', 'window_size': 'HOUR'"
                        + " | starting_on",
                "'starting_on': '2025-02-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z', 'window_size': 'HOUR'"
                        + " | ending_before",
                "'starting_on': '2025-01-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z', 'window_size': 'WEEK'"
                        + " | window_size",
                "'starting_on': '2025-01-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z' | window_size",
                "'starting_on': '2025-01-01T00:00:00Z', 'window_size': 'DAY' | ending_before"
            })
    void a_range_that_usage_cannot_answer_is_refused(String terms, String field) {
        assertThat(api.post("/v1/usage", "{" + terms + "}").refused(400)).startsWith(field);
    }

    private static List<String> listed(String query) {
        List<String> ids = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    api.get("/v1/billable-metrics?limit=2" + query + next).ok();
            page.get("data").forEach(metric -> ids.add(metric.get("id").stringValue()));
            next = page.get("next_page").isNull()
                    ? null
                    : "&next_page=" + page.get("next_page").stringValue();
        } while (next != null);
        return ids;
    }

    private static String customer(String alias) {
        return api.post("/v1/customers", "{'name': '" + alias + "', 'ingest_aliases': ['" + alias + "']}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static String metric(String terms) {
        return api.post(
                        "/v1/billable-metrics/create",
                        "{'name': 'Calls', 'event_type_filter': {'in_values': ['call']}, 'property_filters': [{'name':"
                                + " 'n', 'exists': true}, {'name': 'region', 'exists': true}], "
                                + terms + "}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static void ingest(String... events) {
        api.post("/v1/ingest", "[" + String.join(",", events) + "]").ok();
    }

    private static String event(String transactionId, String customer, String region, String n) {
        return "{'transaction_id': '%s', 'customer_id': '%s', 'event_type': 'call', 'timestamp': '2025-01-15T11:00:00Z',"
                        .formatted(transactionId, customer)
                + " 'properties': {'region': '%s', 'n': %s}}".formatted(region, n);
    }
}
