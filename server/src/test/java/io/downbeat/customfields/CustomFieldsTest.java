package io.downbeat.customfields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Custom fields: rows F1 to F7 of subscriptions.md, part 6. */
class CustomFieldsTest {
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final String YEAR = "'access_schedule': {'schedule_items': [{'amount': 100000, 'starting_at':"
            + " '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);

    private static Api.Answer addKey(String entity, String key, boolean unique) {
        return api.post(
                "/v1/customFields/addKey",
                "{'entity': '%s', 'key': '%s', 'enforce_uniqueness': %s}".formatted(entity, key, unique));
    }

    private static Api.Answer removeKey(String entity, String key) {
        return api.post("/v1/customFields/removeKey", "{'entity': '%s', 'key': '%s'}".formatted(entity, key));
    }

    private static Api.Answer set(String entity, String id, String values) {
        return api.post(
                "/v1/customFields/setValues",
                "{'entity': '%s', 'entity_id': '%s', 'custom_fields': %s}".formatted(entity, id, values));
    }

    private static Api.Answer delete(String entity, String id, String... keys) {
        return api.post(
                "/v1/customFields/deleteValues",
                "{'entity': '%s', 'entity_id': '%s', 'keys': %s}"
                        .formatted(entity, id, Json.write(List.of(keys)).replace('"', '\'')));
    }

    private static Api.Answer create(String name, String fields) {
        return api.post("/v1/customers", "{'name': '%s', 'custom_fields': %s}".formatted(name, fields));
    }

    private static String customer(String name) {
        return create(name, "{}").ok().at("/data/id").stringValue();
    }

    private static String fields(String customer) {
        return shown(api.get("/v1/customers/" + customer).ok().at("/data/custom_fields"));
    }

    /** In the order of the keys: an answer has them in any. */
    private static String shown(JsonNode fields) {
        return fields.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(field -> "'" + field.getKey() + "':"
                        + field.getValue().toString().replace('"', '\''))
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void f1_a_key_is_registered_once_and_removed_once() {
        assertThat(addKey("customer", "crm_id", false).ok().at("/data/id").stringValue())
                .hasSize(36);
        assertThat(addKey("customer", "crm_id", true).refused(400)).isEqualTo("Duplicate custom field key");
        assertThat(addKey("contract", "crm_id", false).status())
                .as("of another entity")
                .isEqualTo(200);
        Api.Answer removed = removeKey("customer", "crm_id");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.body()).isEqualTo("null");
        assertThat(removeKey("customer", "crm_id").refused(404)).isEqualTo("Custom field key not found");
        assertThat(server.audited("add_custom_field_key")).isPositive();
        assertThat(server.audited("remove_custom_field_key")).isPositive();
    }

    @Test
    void a_key_has_one_to_128_characters() {
        assertThat(addKey("customer", "k".repeat(128), false).status()).isEqualTo(200);
        assertThat(addKey("customer", "k".repeat(129), false).refused(400))
                .isEqualTo("key: must have 1 to 128 characters");
        assertThat(addKey("customer", "", false).refused(400)).isEqualTo("key: must have 1 to 128 characters");
    }

    @Test
    void f2_setting_values_leaves_those_of_other_keys() {
        AccountFixture.registerKey(api, "f2a", "customer");
        AccountFixture.registerKey(api, "f2b", "customer");
        String acme = customer("f2");
        assertThat(set("customer", acme, "{'f2a': '1'}").body()).isEmpty();
        set("customer", acme, "{'f2b': '2'}").ok();
        assertThat(fields(acme)).isEqualTo("{'f2a':'1','f2b':'2'}");
        delete("customer", acme, "f2a").ok();
        delete("customer", acme, "f2a").ok();
        assertThat(fields(acme)).as("an unset key is none to take").isEqualTo("{'f2b':'2'}");
        assertThat(delete("customer", acme, "f2b", "nokey").refused(400))
                .isEqualTo("custom_fields.nokey: no such custom field key");
        assertThat(fields(acme)).isEqualTo("{'f2b':'2'}");
    }

    @Test
    void f3_an_unregistered_key_refuses_all_of_a_request() {
        AccountFixture.registerKey(api, "f3", "customer");
        String acme = customer("f3");
        assertThat(set("customer", acme, "{'f3': '1', 'nokey': 'x'}").refused(400))
                .isEqualTo("custom_fields.nokey: no such custom field key");
        assertThat(fields(acme)).isEqualTo("{}");
        assertThat(set("customer", NOBODY, "{'f3': '1'}").refused(404)).contains(NOBODY);
        assertThat(set("rate_card", acme, "{'f3': '1'}").refused(400)).contains("f3: no such custom field key");
    }

    @Test
    void f4_a_value_has_at_most_200_characters() {
        AccountFixture.registerKey(api, "f4", "customer");
        String acme = customer("f4");
        set("customer", acme, "{'f4': '" + "v".repeat(200) + "'}").ok();
        assertThat(set("customer", acme, "{'f4': '" + "v".repeat(201) + "'}").refused(400))
                .isEqualTo("custom_fields.f4: must have at most 200 characters");
    }

    @Test
    void f5_a_unique_value_stays_with_an_archived_holder_until_it_is_taken_away() {
        addKey("customer", "f5", true).ok();
        String first = create("f5 first", "{'f5': 'one'}").ok().at("/data/id").stringValue();
        api.post("/v1/customers/archive", "{'id': '" + first + "'}").ok();
        assertThat(create("f5 second", "{'f5': 'one'}").refused(409))
                .contains("custom_fields.f5")
                .contains("archived");
        String third = customer("f5 third");
        Api.Answer refused = set("customer", third, "{'f5': 'one'}");
        assertThat(refused.refused(409)).startsWith("custom_fields.f5: another customer has this value");
        assertThat(refused.response().headers().firstValue("x-should-retry")).contains("false");
        assertThat(fields(third)).isEqualTo("{}");

        delete("customer", first, "f5").ok();
        set("customer", third, "{'f5': 'one'}").ok();
        set("customer", third, "{'f5': 'one'}").ok();
        set("customer", third, "{'f5': 'two'}").ok();
        set("customer", first, "{'f5': 'one'}").ok();
        removeKey("customer", "f5").ok();
        assertThat(fields(first) + fields(third)).as("values go with their key").isEqualTo("{}{}");
        addKey("customer", "f5", true).ok();
        set("customer", third, "{'f5': 'one'}").ok();
    }

    @Test
    void of_many_who_want_a_unique_value_at_once_one_gets_it() throws Exception {
        addKey("customer", "race", true).ok();
        List<String> customers =
                IntStream.range(0, 8).mapToObj(i -> customer("race " + i)).toList();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService all = Executors.newFixedThreadPool(8)) {
            List<Future<Api.Answer>> asked = customers.stream()
                    .map(one -> all.submit(() -> set("customer", one, "{'race': 'x'}")))
                    .toList();
            for (Future<Api.Answer> one : asked) {
                statuses.add(one.get().status());
            }
        }
        assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
    }

    @Test
    void f6_nothing_is_made_with_an_unregistered_key() {
        var acme = account.customer("f6");
        String body = "{'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'%s}";
        assertThat(api.post("/v1/contracts/create", body.formatted(acme.id(), ", 'custom_fields': {'f6': 'x'}"))
                        .refused(400))
                .isEqualTo("custom_fields.f6: no such custom field key");
        assertThat(api.post(
                                "/v1/contracts/create",
                                body.formatted(
                                        acme.id(),
                                        ", 'commits': [{'type': 'PREPAID', 'product_id': '%s', %s, 'custom_fields': {'f6': 'x'}}]"
                                                .formatted(account.fixedProduct, YEAR)))
                        .refused(400))
                .isEqualTo("commits[0].custom_fields.f6: no such custom field key");
        assertThat(api.post("/v2/contracts/list", "{'customer_id': '" + acme.id() + "'}")
                        .ok()
                        .get("data"))
                .isEmpty();
        assertThat(create("f6 other", "{'f6': 'x'}").refused(400))
                .isEqualTo("custom_fields.f6: no such custom field key");
    }

    /** One of everything that can have a value, each with what shows it. */
    static Stream<String> owners() {
        return Stream.of(
                "billable_metric",
                "commit",
                "contract",
                "contract_credit",
                "contract_product",
                "customer",
                "discount",
                "invoice",
                "professional_service",
                "rate_card",
                "scheduled_charge",
                "subscription");
    }

    @ParameterizedTest
    @MethodSource("owners")
    void every_owner_takes_values_gives_them_back_and_forgets_a_removed_key(String entity) {
        AccountFixture.registerKey(api, "each", entity);
        AccountFixture.registerKey(api, "other", entity);
        Made made = Made.once();
        String id = made.id(entity);
        set(entity, id, "{'each': 'x', 'other': 'y'}").ok();
        assertThat(made.shown(entity)).isEqualTo("{'each':'x','other':'y'}");
        delete(entity, id, "other").ok();
        assertThat(made.shown(entity)).isEqualTo("{'each':'x'}");
        removeKey(entity, "each").ok();
        assertThat(made.shown(entity)).isEqualTo("{}");
        assertThat(set(entity, NOBODY, "{'other': 'x'}").refused(404))
                .isEqualTo("no " + entity + " has the id " + NOBODY);
    }

    @Test
    void an_event_shows_its_metrics_fields_as_they_are_now_on_every_server() {
        AccountFixture.registerKey(api, "owner", "billable_metric");
        var searching = account.customer("searching");
        searching.use("fields-1", "2025-01-01T00:00:00Z", 1);
        try (TestServer other = server.another(Map.of())) {
            for (Api each : List.of(api, other.api())) {
                assertThat(fieldsOfMetric(each)).isEqualTo("-");
            }
            set("billable_metric", account.metric, "{'owner': 'one'}").ok();
            for (Api each : List.of(api, other.api())) {
                assertThat(fieldsOfMetric(each)).isEqualTo("one");
            }
            delete("billable_metric", account.metric, "owner").ok();
            for (Api each : List.of(api, other.api())) {
                assertThat(fieldsOfMetric(each)).isEqualTo("-");
            }
            set("billable_metric", account.metric, "{'owner': 'two'}").ok();
            assertThat(fieldsOfMetric(other.api())).isEqualTo("two");
            removeKey("billable_metric", "owner").ok();
            for (Api each : List.of(api, other.api())) {
                assertThat(fieldsOfMetric(each)).isEqualTo("-");
            }
        }
    }

    private static String fieldsOfMetric(Api asked) {
        JsonNode metrics = asked.post("/v1/events/search", "{'transactionIds': ['fields-1']}")
                .ok()
                .at("/0/matched_billable_metrics");
        return metrics.valueStream()
                .filter(metric -> metric.get("id").stringValue().equals(account.metric))
                .findFirst()
                .orElseThrow()
                .at("/custom_fields/owner")
                .asString("-");
    }

    private record Made(AccountFixture.Customer customer, AccountFixture.Contract contract, JsonNode terms) {
        private static Made made;

        static synchronized Made once() {
            if (made == null) {
                var customer = account.customer("owners");
                var contract = customer.contract(
                        "2025-01-01T00:00:00Z", customer.stripe(), """
                            , 'scheduled_charges': [{'product_id': '%1$s', 'schedule': {'schedule_items': [
                                {'timestamp': '2025-09-01T00:00:00Z', 'unit_price': 5, 'quantity': 2}]}}],
                              'discounts': [{'product_id': '%1$s', 'schedule': {'schedule_items': [
                                {'timestamp': '2025-09-01T00:00:00Z', 'unit_price': 5, 'quantity': 1}]}}],
                              'professional_services': [{'product_id': '%1$s', 'max_amount': 5, 'unit_price': 5, 'quantity': 1}],
                              'subscriptions': [{'subscription_rate': {'product_id': '%3$s', 'billing_frequency': 'MONTHLY'},
                                'collection_schedule': 'ADVANCE', 'proration': {}, 'initial_quantity': 2}],
                              'commits': [{'product_id': '%1$s', 'type': 'PREPAID', %2$s}],
                              'credits': [{'product_id': '%1$s', %2$s}]\
                            """.formatted(account.fixedProduct, YEAR, seats()));
                made = new Made(customer, contract, contract.read());
            }
            return made;
        }

        /** A product that is charged for by the month, with its rate. */
        private static String seats() {
            String product = api.post(
                            "/v1/contract-pricing/products/create", "{'name': 'Seats', 'type': 'SUBSCRIPTION'}")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            api.post("/v1/contract-pricing/rate-cards/addRate", """
                {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
                 'rate_type': 'FLAT', 'price': 1, 'billing_frequency': 'MONTHLY'}\
                """.formatted(account.rateCard, product))
                    .ok();
            return product;
        }

        String id(String entity) {
            return switch (entity) {
                case "billable_metric" -> account.metric;
                case "contract" -> contract.id();
                case "contract_product" -> account.usageProduct;
                case "customer" -> customer.id();
                case "invoice" -> invoice().get("id").stringValue();
                case "rate_card" -> account.rateCard;
                default -> term(terms, entity).get("id").stringValue();
            };
        }

        private JsonNode invoice() {
            return customer.invoices().getFirst();
        }

        private static JsonNode term(JsonNode terms, String entity) {
            return terms.at("/" + (entity.equals("contract_credit") ? "credit" : entity) + "s/0");
        }

        String shown(String entity) {
            JsonNode of = switch (entity) {
                case "billable_metric" ->
                    api.get("/v1/billable-metrics/" + account.metric).ok().get("data");
                case "contract" -> contract.read();
                case "contract_product" ->
                    api.post("/v1/contract-pricing/products/get", "{'id': '" + account.usageProduct + "'}")
                            .ok()
                            .get("data");
                case "customer" ->
                    api.get("/v1/customers/" + customer.id()).ok().get("data");
                case "invoice" -> invoice();
                case "rate_card" ->
                    api.post("/v1/contract-pricing/rate-cards/get", "{'id': '" + account.rateCard + "'}")
                            .ok()
                            .get("data");
                default -> term(contract.read(), entity);
            };
            return CustomFieldsTest.shown(of.path("custom_fields"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "customer_plan", "charge", "credit_grant", "product", "alert"})
    void keys_can_be_registered_for_what_this_server_has_none_of(String entity) {
        AccountFixture.registerKey(api, "old", entity);
        assertThat(set(entity, NOBODY, "{'old': 'x'}").refused(404)).contains(NOBODY);
        removeKey(entity, "old").ok();
    }

    @Test
    void keys_are_listed_by_entity_and_key() {
        for (int i = 0; i < 101; i++) {
            AccountFixture.registerKey(api, "k%03d".formatted(i), "plan");
        }
        AccountFixture.registerKey(api, "with a\\nbreak", "charge");
        String entities = "{'entities': ['plan', 'charge']}";
        JsonNode first = api.post("/v1/customFields/listKeys", entities).ok();
        assertThat(first.at("/data/0").toString().replace('"', '\''))
                .isEqualTo("{'enforce_uniqueness':false,'entity':'charge','key':'with a\\nbreak'}");
        assertThat(first.get("data")).hasSize(100);
        assertThat(first.at("/data/99/key").stringValue()).isEqualTo("k098");
        JsonNode second = api.post(
                        "/v1/customFields/listKeys?next_page="
                                + first.get("next_page").stringValue(),
                        entities)
                .ok();
        assertThat(second.at("/data/0/key").stringValue()).isEqualTo("k099");
        assertThat(second.get("data")).hasSize(2);
        assertThat(second.get("next_page").isNull()).isTrue();
        assertThat(api.post("/v1/customFields/listKeys", "{'entities': ['nothing']}")
                        .refused(400))
                .startsWith("entities[0]: must be one of alert, ");
    }

    @Test
    void postgresql_keeps_both_promises_whoever_writes_the_row() {
        JdbcClient database = server.bean(JdbcClient.class);
        String acme = customer("direct");
        assertThatThrownBy(() -> database.sql(
                                "UPDATE customer SET custom_fields = '{\"direct\": \"x\"}' WHERE id = CAST(:id AS"
                                        + " uuid)")
                        .param("id", acme)
                        .update())
                .hasMessageContaining("custom_fields.direct: no such custom field key");
        assertThat(database.sql("""
            SELECT count(*) FROM customer c, jsonb_object_keys(c.custom_fields) AS used (key)
            WHERE NOT EXISTS (SELECT FROM custom_field_key k WHERE k.entity = 'customer' AND k.key = used.key)
            """).query(Long.class).single()).isZero();
    }

    @Test
    void f7_a_final_line_keeps_the_values_and_a_draft_shows_the_new_ones() {
        AccountFixture.registerKey(
                api, "gl", "contract_product", "commit", "scheduled_charge", "customer", "contract", "invoice");
        var acme = account.customer("f7");
        String product = api.post(
                        "/v1/contract-pricing/products/create",
                        "{'name': 'F7', 'type': 'USAGE', 'billable_metric_id': '%s', 'custom_fields': {'gl': 'old'}}"
                                .formatted(account.metric))
                .ok()
                .at("/data/id")
                .stringValue();
        String card = api.post("/v1/contract-pricing/rate-cards/create", "{'name': 'F7'}")
                .ok()
                .at("/data/id")
                .stringValue();
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1}\
            """.formatted(card, product))
                .ok();
        String contract = api.post("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'custom_fields': {'gl': 'k'},
             'commits': [{'type': 'PREPAID', 'product_id': '%s', 'custom_fields': {'gl': 'paid'}, %s}],
             'scheduled_charges': [{'product_id': '%3$s', 'custom_fields': {'gl': 'fee'}, 'schedule': {'schedule_items': [
               {'timestamp': '2025-01-10T00:00:00Z', 'unit_price': 5, 'quantity': 1}]}}]}\
            """.formatted(acme.id(), card, account.fixedProduct, YEAR))
                .ok()
                .at("/data/id")
                .stringValue();
        acme.use("f7-1", "2025-01-02T00:00:00Z", 5);
        server.advanceTo("2025-02-03T00:00:00Z");
        acme.use("f7-2", "2025-02-02T00:00:00Z", 5);
        assertThat(lines(acme, "FINALIZED"))
                .containsExactlyInAnyOrder(
                        "usage {'gl':'old'} {'gl':'paid'} -",
                        "applied_commit_or_credit {'gl':'old'} {'gl':'paid'} -",
                        "scheduled - - {'gl':'fee'}");

        set("contract_product", product, "{'gl': 'new'}").ok();
        String commit = api.post(
                        "/v2/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract))
                .ok()
                .at("/data/commits/0/id")
                .stringValue();
        set("commit", commit, "{'gl': 'other'}").ok();
        set("customer", acme.id(), "{'gl': 'c'}").ok();
        assertThat(lines(acme, "FINALIZED"))
                .containsExactlyInAnyOrder(
                        "usage {'gl':'old'} {'gl':'paid'} -",
                        "applied_commit_or_credit {'gl':'old'} {'gl':'paid'} -",
                        "scheduled - - {'gl':'fee'}");
        assertThat(lines(acme, "DRAFT"))
                .contains(
                        "usage {'gl':'new'} {'gl':'other'} -",
                        "applied_commit_or_credit {'gl':'new'} {'gl':'other'} -");

        JsonNode finalized = invoices(acme, "FINALIZED").getFirst();
        set("invoice", finalized.get("id").stringValue(), "{'gl': 'i'}").ok();
        JsonNode read = api.get("/v1/customers/%s/invoices/%s"
                        .formatted(acme.id(), finalized.get("id").stringValue()))
                .ok()
                .get("data");
        assertThat(shown(read.get("custom_fields"))
                        + shown(read.get("customer_custom_fields"))
                        + shown(read.get("contract_custom_fields")))
                .isEqualTo("{'gl':'i'}{'gl':'c'}{'gl':'k'}");

        addKey("invoice", "po", true).ok();
        set("invoice", finalized.get("id").stringValue(), "{'po': '4711'}").ok();
        String again = "{'id': '" + finalized.get("id").stringValue() + "'}";
        api.post("/v1/invoices/void", again).ok();
        String regenerated =
                api.post("/v1/invoices/regenerate", again).ok().at("/data/id").stringValue();
        read = api.get("/v1/customers/%s/invoices/%s".formatted(acme.id(), regenerated))
                .ok()
                .get("data");
        assertThat(shown(read.get("custom_fields")))
                .as("a copy has all but what only one may have")
                .isEqualTo("{'gl':'i'}");
        assertThat(api.post("/downbeat/v1/verify", "{}").ok().get("ok").booleanValue())
                .isTrue();
    }

    private static List<JsonNode> invoices(AccountFixture.Customer customer, String status) {
        return customer.invoices().stream()
                .filter(one -> one.get("status").stringValue().equals(status))
                .toList();
    }

    private static List<String> lines(AccountFixture.Customer customer, String status) {
        List<String> lines = new ArrayList<>();
        invoices(customer, status)
                .forEach(invoice -> invoice.get("line_items")
                        .forEach(line -> lines.add(line.get("type").stringValue() + " " + field(line, "product") + " "
                                + field(line, "commit") + " " + field(line, "scheduled_charge"))));
        return lines;
    }

    private static String field(JsonNode line, String of) {
        return line.has(of + "_custom_fields") ? shown(line.get(of + "_custom_fields")) : "-";
    }
}
