package io.downbeat.preflight;

import static io.downbeat.preflight.PreflightHarness.verdicts;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.faults.Fault;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Asking, over HTTP, whether a configuration or a contract's segments would work. */
class ProviderCheckTest {
    private static final String EUR = "8259f91d-96bf-4d9a-b6fd-9cc2f2045d7b";
    private static PreflightHarness harness;

    @BeforeAll
    static void start() throws IOException {
        harness = new PreflightHarness("2025-01-10T00:00:00Z");
        harness.setUpNetsuite();
    }

    @AfterAll
    static void stop() {
        harness.close();
    }

    @AfterEach
    void mend() {
        harness.sandbox.clearFaults();
        harness.apiKey("rk_test_not_a_key");
    }

    @Test
    void a_good_configuration_is_ok_with_downbeats_own_points_first() {
        JsonNode checked = harness.checkConfiguration(harness.acme.stripe());
        assertThat(checked.get("ok").booleanValue()).isTrue();
        assertThat(checked.get("billing_provider").stringValue()).isEqualTo("stripe");
        assertThat(checked.get("delivery_method").stringValue()).isEqualTo("direct_to_billing_provider");
        assertThat(checked.get("billing_provider_configuration_id").stringValue())
                .isEqualTo(harness.acme.stripe());
        assertThat(checked.has("contract_id")).isFalse();
        assertThat(checked.get("points"))
                .extracting(point -> point.get("name").stringValue())
                .containsExactly(
                        "configuration",
                        "destination",
                        "downbeat_customer",
                        "credentials",
                        "customer",
                        "collection_method");
        assertThat(checked.get("points"))
                .allSatisfy(
                        point -> assertThat(point.get("detail").stringValue()).isNotBlank());
    }

    @Test
    void a_customer_that_stripe_does_not_have_fails() {
        JsonNode checked = harness.checkConfiguration(harness.stripe("cus_missing_1"));
        assertThat(checked.get("ok").booleanValue()).isFalse();
        assertThat(verdicts(checked)).containsEntry("credentials", "OK").containsEntry("customer", "FAILED");
    }

    @Test
    void a_refused_key_fails_and_is_not_told() {
        harness.apiKey("rk_test_invalid");
        JsonNode checked = harness.checkConfiguration(harness.acme.stripe());
        assertThat(checked.get("ok").booleanValue()).isFalse();
        assertThat(verdicts(checked)).containsEntry("credentials", "FAILED");
        assertThat(checked.toString()).doesNotContain("rk_test_invalid");
    }

    @ParameterizedTest
    @CsvSource({"drop_before", "server_error", "rate_limited", "unavailable", "drop_mid_body"})
    void a_provider_that_is_away_has_not_failed(String fault) {
        harness.sandbox.setFaults(List.of(Fault.of("stripe", "*", fault).always()));
        JsonNode checked = harness.checkConfiguration(harness.acme.stripe());
        assertThat(checked.get("ok").booleanValue()).as(checked.toString()).isTrue();
        assertThat(verdicts(checked)).containsEntry("credentials", "UNKNOWN");
    }

    @Test
    void an_archived_configuration_fails() {
        String configuration = harness.stripe("cus_soon_gone");
        harness.archive(configuration);
        JsonNode checked = harness.checkConfiguration(configuration);
        assertThat(checked.get("ok").booleanValue()).isFalse();
        assertThat(verdicts(checked)).containsEntry("configuration", "FAILED").containsEntry("destination", "OK");
    }

    @Test
    void a_provider_that_nothing_delivers_to_fails() {
        harness.server.api().post("/v1/setUpBillingProvider", """
            {"billing_provider": "workday", "delivery_method": "direct_to_billing_provider", "configuration": {}}\
            """).ok();
        JsonNode checked = harness.checkConfiguration(harness.configure("workday", "{}"));
        assertThat(checked.get("ok").booleanValue()).isFalse();
        assertThat(verdicts(checked))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("configuration", "OK", "destination", "FAILED", "downbeat_customer", "OK"));
    }

    @Test
    void a_contract_in_euros_fails_on_a_marketplace_and_not_at_stripe() {
        String card = harness.server
                .api()
                .post(
                        "/v1/contract-pricing/rate-cards/create",
                        "{'name': 'Euros', 'fiat_credit_type_id': '" + EUR + "'}")
                .ok()
                .at("/data/id")
                .stringValue();
        String contract = harness.server
                .api()
                .post("/v1/contracts/create", """
                    {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "2025-01-01T00:00:00Z",
                     "billing_provider_configuration": {"billing_provider_configuration_id": "%s"}}\
                    """.formatted(harness.acme.id(), card, harness.acme.stripe()))
                .ok()
                .at("/data/id")
                .stringValue();
        change(contract, harness.acme.aws());

        List<JsonNode> checked = harness.checkContract(contract);
        assertThat(checked)
                .extracting(each -> each.get("segment_effective_at").stringValue())
                .containsExactly("2025-01-01T00:00:00.000Z", "2025-02-01T00:00:00.000Z");
        assertThat(verdicts(checked.getFirst())).containsEntry("currency", "OK");
        assertThat(verdicts(checked.getLast())).containsEntry("currency", "FAILED");
        assertThat(checked.getLast().get("ok").booleanValue()).isFalse();
        assertThat(checked.getLast().toString()).contains("US dollars only", "EUR");
    }

    private static void change(String contract, String configuration) {
        harness.server
                .api()
                .post("/v2/contracts/edit", """
                    {"customer_id": "%s", "contract_id": "%s", "add_billing_provider_configuration_update": {
                       "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
                       "schedule": {"effective_at": "START_OF_NEXT_PERIOD"}}}\
                    """.formatted(harness.acme.id(), contract, configuration))
                .ok();
    }

    @Test
    void a_product_without_a_netsuite_item_is_named() {
        String netsuite = harness.configure("netsuite", "{\"netsuite_customer_id\": 220}");
        var contract = harness.acme.contract("2025-01-01T00:00:00Z", netsuite, "");
        JsonNode checked = harness.checkContract(contract.id()).getFirst();
        assertThat(checked.get("contract_id").stringValue()).isEqualTo(contract.id());
        assertThat(verdicts(checked)).containsEntry("mapping", "FAILED").containsEntry("credentials", "OK");
        assertThat(checked.toString()).contains(harness.account.usageProduct).doesNotContain("PRIVATE KEY");
        assertThat(verdicts(harness.checkConfiguration(netsuite)))
                .as("a configuration alone has no products")
                .doesNotContainKey("mapping");
    }

    @Test
    void whatever_an_invoice_may_still_bill_needs_an_item_and_what_was_paid_long_ago_needs_none() {
        String netsuite = harness.configure("netsuite", "{\"netsuite_customer_id\": 221}");
        Map<String, String> products = new LinkedHashMap<>();
        for (String name : List.of("Upfront", "Owed", "Monthly", "Top-up", "Paid before", "Paid elsewhere")) {
            products.put(name, product(name, "FIXED"));
        }
        products.put("Team", product("Team", "SUBSCRIPTION"));
        products.put("Work", product("Work", "PROFESSIONAL_SERVICE"));
        harness.server
                .api()
                .post("/v1/contract-pricing/rate-cards/addRate", """
                    {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
                     'rate_type': 'FLAT', 'price': 100, 'billing_frequency': 'MONTHLY'}\
                    """.formatted(
                                harness.account.rateCard, products.get("Team")))
                .ok();
        String terms = """
            , 'commits': [%s, %s, %s, %s], 'recurring_commits': [{'product_id': '%s', 'priority': 1,
                'starting_at': '2025-01-01T00:00:00Z', 'commit_duration': {'value': 1},
                'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 300},
                'invoice_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 300}}],
              'subscriptions': [{'collection_schedule': 'ADVANCE', 'proration': {}, 'initial_quantity': 1,
                'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'}}],
              'professional_services': [{'product_id': '%s', 'max_amount': 900, 'unit_price': 300, 'quantity': 1}],
              'spend_threshold_configuration': {'commit': {'product_id': '%s'}, 'is_enabled': true,
                'payment_gate_config': {'payment_gate_type': 'NONE'}, 'threshold_amount': 10000}\
            """.formatted(
                        commit(products.get("Upfront"), "PREPAID", "2025-03-01T00:00:00Z", false),
                        commit(products.get("Owed"), "POSTPAID", "2025-06-01T00:00:00Z", false),
                        commit(products.get("Paid before"), "PREPAID", "2024-12-31T23:59:59Z", false),
                        commit(products.get("Paid elsewhere"), "PREPAID", "2025-03-01T00:00:00Z", true),
                        products.get("Monthly"),
                        products.get("Team"),
                        products.get("Work"),
                        products.get("Top-up"));
        var contract = harness.acme.contract("2024-12-01T00:00:00Z", netsuite, terms);

        JsonNode points = harness.checkContract(contract.id()).getFirst().get("points");
        assertThat(points)
                .filteredOn(point -> point.get("name").stringValue().equals("mapping"))
                .extracting(point -> point.get("detail").stringValue().split(" \\(")[0])
                .containsExactlyInAnyOrder(
                        "the product Use",
                        "the product Upfront",
                        "the product Owed",
                        "the product Monthly",
                        "the product Team",
                        "the product Work",
                        "the product Top-up");
    }

    private static String product(String name, String type) {
        return harness.server
                .api()
                .post("/v1/contract-pricing/products/create", "{'name': '%s', 'type': '%s'}".formatted(name, type))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static String commit(String product, String type, String paidAt, boolean elsewhere) {
        return """
            {'type': '%s', 'product_id': '%s', 'priority': 10, 'access_schedule': {'schedule_items': [
               {'amount': 4000, 'starting_at': '2024-12-01T00:00:00Z', 'ending_before': '2025-06-01T00:00:00Z'}]},
             'invoice_schedule': {'do_not_invoice': %s, 'schedule_items': [{'timestamp': '%s', 'amount': 4000}]}}\
            """.formatted(type, product, elsewhere, paidAt);
    }

    @Test
    void of_a_contract_the_segment_in_force_is_checked_or_all_that_are_not_over() {
        String missing = harness.stripe("cus_missing_2");
        var contract = harness.acme.contract("2025-01-05T00:00:00Z");
        contract.change(missing, "START_OF_NEXT_PERIOD").ok();

        assertThat(harness.checkContract(contract.id()))
                .extracting(each -> each.get("ok").booleanValue())
                .containsExactly(true, false);
        assertThat(at(contract.id(), "2025-01-31T23:59:59.999Z"))
                .extracting(each -> each.get("ok").booleanValue())
                .containsExactly(true);
        assertThat(at(contract.id(), "2025-02-01T00:00:00Z")).singleElement().satisfies(each -> {
            assertThat(each.get("ok").booleanValue()).isFalse();
            assertThat(each.get("billing_provider_configuration_id").stringValue())
                    .isEqualTo(missing);
        });
        assertThat(harness.server
                        .api()
                        .post(
                                "/downbeat/v1/providers/check",
                                "{'contract_id': '" + contract.id()
                                        + "', 'segment_effective_at': '2025-01-04T23:59:59Z'}")
                        .refused(400))
                .startsWith("segment_effective_at:");
    }

    private static List<JsonNode> at(String contract, String instant) {
        return harness.check("{'contract_id': '" + contract + "', 'segment_effective_at': '" + instant + "'}");
    }

    @Test
    void a_contract_without_a_provider_has_nothing_to_check() {
        var contract = harness.acme.contract("2025-01-05T00:00:00Z");
        contract.change(null, "START_OF_CURRENT_PERIOD").ok();
        assertThat(harness.checkContract(contract.id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                            | 400 |"
                        + " billing_provider_configuration_id:",
                "{'contract_id': 'ID', 'billing_provider_configuration_id': 'ID'} | 400"
                        + " | billing_provider_configuration_id:",
                "{'billing_provider_configuration_id': 'x'}                    | 400 |"
                        + " billing_provider_configuration_id:",
                "{'billing_provider_configuration_id': 7}                      | 400 |"
                        + " billing_provider_configuration_id:",
                "{'billing_provider_configuration_id': 'ID', 'segment_effective_at': '2025-01-01T00:00:00Z'} | 400"
                        + " | segment_effective_at:",
                "{'contract_id': 'ID', 'segment_effective_at': 'soon'}         | 400 | segment_effective_at:",
                "{'contract': 'ID'}                                            | 400 | contract:",
                "{'billing_provider_configuration_id': 'ID'}                   | 404 | no billing provider"
                        + " configuration",
                "{'contract_id': 'ID'}                                         | 404 | no contract"
            },
            quoteCharacter = '`')
    void a_question_about_nothing_is_refused(String body, int status, String message) {
        assertThat(harness.server
                        .api()
                        .post(
                                "/downbeat/v1/providers/check",
                                body.replace("ID", UUID.randomUUID().toString()))
                        .refused(status))
                .startsWith(message);
    }
}
