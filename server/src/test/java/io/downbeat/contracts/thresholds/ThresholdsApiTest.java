package io.downbeat.contracts.thresholds;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.ContractsFixture;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Threshold configurations over HTTP and in what other packages read of a contract. */
class ThresholdsApiTest {
    private static final String START = "2025-01-01T00:00:00Z";
    private static final String SPEND = "spend_threshold_configuration";
    private static final String PREPAID = "prepaid_balance_threshold_configuration";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T10:30:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer acme = account.customer("acme");

    private static final String FULL_SPEND = """
        {"commit": {"product_id": "%s", "name": "Top-up", "description": "", "priority": 7.5}, "is_enabled": true,
         "payment_gate_config": {"payment_gate_type": "STRIPE", "tax_type": "PRECALCULATED",
           "precalculated_tax_config": {"tax_amount": 190.25, "tax_name": "VAT"},
           "stripe_config": {"payment_type": "INVOICE", "invoice_metadata": {"deal": "7", "owner": "sales"}}},
         "threshold_amount": 10000, "discount_configuration": {"payment_fraction": 0.8}}\
        """.formatted(account.fixedProduct);
    private static final String FULL_PREPAID = """
        {"commit": {"product_id": "%1$s", "name": "Recharge", "applicable_product_ids": ["%2$s"],
           "applicable_product_tags": []}, "is_enabled": true,
         "payment_gate_config": {"payment_gate_type": "EXTERNAL"},
         "threshold_amount": 500.5, "recharge_to_amount": 2000}\
        """.formatted(account.fixedProduct, account.usageProduct);

    @Test
    void what_was_agreed_is_shown_as_it_was_sent() {
        var contract = acme.contract(START, acme.stripe(), both(FULL_SPEND, FULL_PREPAID));
        JsonNode v1 = v1(contract);
        for (JsonNode shown : List.of(contract.read(), v1, v1.get("initial"), v1.get("current"))) {
            assertThat(shown.get(SPEND)).isEqualTo(Json.read(FULL_SPEND));
            assertThat(shown.get(PREPAID)).isEqualTo(Json.read(FULL_PREPAID));
        }
    }

    @Test
    void words_are_read_in_either_case_and_a_null_is_left_out() {
        var contract = acme.contract(START, acme.stripe(), """
            , 'spend_threshold_configuration': {'commit': {'product_id': '%s', 'name': null}, 'is_enabled': false,
              'payment_gate_config': {'payment_gate_type': 'stripe', 'stripe_config': {'payment_type': 'invoice'},
                'tax_type': 'none'}, 'threshold_amount': 50.5, 'discount_configuration': null}\
            """.formatted(account.fixedProduct));
        assertThat(contract.read().get(SPEND)).isEqualTo(Json.read("""
            {"commit": {"product_id": "%s"}, "is_enabled": false, "threshold_amount": 50.5, "payment_gate_config":
              {"payment_gate_type": "STRIPE", "stripe_config": {"payment_type": "INVOICE"}, "tax_type": "NONE"}}\
            """.formatted(account.fixedProduct)));
    }

    @Test
    void an_update_changes_what_it_names_and_a_null_takes_it_away() {
        var contract = acme.contract(START, acme.stripe(), both(FULL_SPEND, FULL_PREPAID));
        String spend = """
            {"commit": {"name": "Refill", "priority": null}, "discount_configuration": null, "threshold_amount": 250}\
            """;
        String prepaid = """
            {"payment_gate_config": {"payment_gate_type": "NONE"}, "recharge_to_amount": 1500.5}\
            """;
        JsonNode edit = edit(
                        contract,
                        "\"update_" + SPEND + "\": " + spend + ", \"update_" + PREPAID + "\": "
                                + prepaid.replace("NONE", "none"))
                .ok()
                .at("/data/edit");
        assertThat(edit.get("update_" + SPEND)).isEqualTo(Json.read(spend));
        assertThat(edit.get("update_" + PREPAID)).isEqualTo(Json.read(prepaid));
        assertThat(contract.read().get(SPEND))
                .isEqualTo(Json.read(FULL_SPEND
                        .replace("Top-up", "Refill")
                        .replace(", \"priority\": 7.5", "")
                        .replace("10000, \"discount_configuration\": {\"payment_fraction\": 0.8}", "250")));
        assertThat(contract.read().at("/" + PREPAID + "/payment_gate_config"))
                .isEqualTo(Json.read("{\"payment_gate_type\": \"NONE\"}"));
        assertThat(contract.read().at("/" + PREPAID + "/recharge_to_amount").decimalValue())
                .isEqualByComparingTo("1500.5");
        assertThat(v1(contract).at("/initial/" + SPEND)).isEqualTo(Json.read(FULL_SPEND));
        assertThat(v1(contract).at("/current/" + SPEND))
                .isEqualTo(contract.read().get(SPEND));
    }

    @Test
    void a_commit_with_as_many_specifiers_as_a_list_can_have_is_agreed_added_and_updated() {
        String specifiers = specifiers("tag");
        String prepaid =
                FULL_PREPAID.replaceAll("\"applicable_product_ids.*\\s.*\\[]", "\"specifiers\": " + specifiers);
        var created = acme.contract(START, acme.stripe(), ", \"" + PREPAID + "\": " + prepaid);
        assertThat(created.read().get(PREPAID)).isEqualTo(Json.read(prepaid));
        var added = acme.contract(START);
        edit(added, "\"add_" + PREPAID + "\": " + prepaid).ok();
        assertThat(added.read().at("/" + PREPAID + "/commit/specifiers")).isEqualTo(Json.read(specifiers));
        edit(added, "\"update_" + PREPAID + "\": {\"commit\": {\"specifiers\": " + specifiers("other") + "}}")
                .ok();
        assertThat(added.read().at("/" + PREPAID + "/commit/specifiers")).isEqualTo(Json.read(specifiers("other")));
    }

    /** More characters of JSON than a value that nobody reads may have. */
    private static String specifiers(String tag) {
        return IntStream.range(0, 1_000)
                .mapToObj(place -> "{\"product_tags\": [\"" + tag + place + "x".repeat(60) + "\"]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void one_is_added_once_and_updated_only_if_it_is_there() {
        for (String name : List.of(SPEND, PREPAID)) {
            String full = name.equals(SPEND) ? FULL_SPEND : FULL_PREPAID;
            var contract = acme.contract(START);
            assertThat(edit(contract, "\"update_" + name + "\": {\"is_enabled\": false}")
                            .refused(400))
                    .isEqualTo("update_" + name + ": the contract has none; use add_" + name);
            assertThat(edit(
                                    contract,
                                    "\"add_" + name + "\": " + full + ", \"update_" + name
                                            + "\": {\"is_enabled\": false}")
                            .refused(400))
                    .isEqualTo("add_" + name + ": cannot go with update_" + name + "; send one of them");
            JsonNode edit = edit(contract, "\"add_" + name + "\": " + full).ok().at("/data/edit");
            assertThat(edit.get("add_" + name)).isEqualTo(Json.read(full));
            assertThat(contract.read().get(name)).isEqualTo(Json.read(full));
            assertThat(edit(contract, "\"add_" + name + "\": " + full).refused(400))
                    .isEqualTo("add_" + name + ": the contract has one already; use update_" + name);
        }
    }

    @Test
    void without_its_fraction_there_is_no_discount() {
        var contract = acme.contract(START);
        edit(contract, "\"add_" + SPEND + "\": " + FULL_SPEND).ok();
        edit(contract, "\"update_" + SPEND + "\": {\"discount_configuration\": {\"payment_fraction\": null}}")
                .ok();
        assertThat(contract.read().at("/" + SPEND).has("discount_configuration"))
                .isFalse();
    }

    @ParameterizedTest(name = "{1} for {0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "10000                        | 0                               | threshold_amount",
                "true                         | 1                               | is_enabled",
                "'\"STRIPE\"'                 | '\"CARD\"'                      |"
                        + " payment_gate_config.payment_gate_type",
                "'\"INVOICE\"'                | '\"BOTH\"'                      |"
                        + " payment_gate_config.stripe_config.payment_type",
                "'{\"deal\": \"7\", \"owner\": \"sales\"}' | '{\"deal\": 7}'"
                        + " | payment_gate_config.stripe_config.invoice_metadata.deal",
                "190.25                       | '\"much\"'"
                        + "                      | payment_gate_config.precalculated_tax_config.tax_amount",
                "0.8                          | 1.1                             |"
                        + " discount_configuration.payment_fraction",
                "'{\"payment_fraction\": 0.8}' | '{\"payment_fraction\": 1, \"cap\": {}}' |"
                        + " discount_configuration.cap.amount",
                "'\"priority\": 7.5'          | '\"priority\": \"first\"'       | commit.priority",
                "'\"priority\": 7.5'          | '\"specifiers\": [{}]'          | commit.specifiers",
                "'\"threshold_amount\"'       | '\"treshold_amount\"'           | treshold_amount"
            })
    void a_wrong_member_is_refused_by_its_name_and_nothing_is_changed(String right, String wrong, String member) {
        String terms = FULL_SPEND.replace(right, wrong);
        assertThat(terms).isNotEqualTo(FULL_SPEND);
        assertThat(create(", \"" + SPEND + "\": " + terms).refused(400)).startsWith(SPEND + "." + member + ": ");
        var contract = acme.contract(START);
        assertThat(edit(contract, "\"update_contract_name\": \"x\", \"add_" + SPEND + "\": " + terms)
                        .refused(400))
                .startsWith("add_" + SPEND + "." + member + ": ");
        assertThat(contract.read().has(SPEND)).isFalse();
        assertThat(contract.read().has("name")).isFalse();
    }

    @Test
    void the_commit_is_a_live_fixed_product() {
        assertThat(create(", \"" + SPEND + "\": " + FULL_SPEND.replace(account.fixedProduct, account.usageProduct))
                        .refused(400))
                .startsWith(SPEND + ".commit.product_id: must be a FIXED product");
    }

    private static String product(boolean isArchived) {
        String made = api.post("/v1/contract-pricing/products/create", "{'name': 'Gone', 'type': 'FIXED'}")
                .ok()
                .at("/data/id")
                .stringValue();
        if (isArchived) {
            archive(made);
        }
        return made;
    }

    private static void archive(String product) {
        api.post("/v1/contract-pricing/products/archive", "{'product_id': '" + product + "'}")
                .ok();
    }

    @Test
    void one_whose_product_was_archived_since_can_be_changed_and_disabled() {
        String gone = product(false);
        var contract = acme.contract(
                START,
                acme.stripe(),
                both(FULL_SPEND.replace(account.fixedProduct, gone), FULL_PREPAID.replace(account.fixedProduct, gone)));
        archive(gone);
        for (String name : List.of(SPEND, PREPAID)) {
            edit(
                            contract,
                            "\"update_" + name + "\": {\"is_enabled\": false, \"commit\": {\"name\": \"New\","
                                    + " \"product_id\": \"" + gone + "\"}}")
                    .ok();
            JsonNode after = contract.read().get(name);
            assertThat(after.get("is_enabled").booleanValue()).isFalse();
            assertThat(after.at("/commit/name").stringValue()).isEqualTo("New");
            assertThat(edit(
                                    contract,
                                    "\"update_" + name + "\": {\"commit\": {\"product_id\": \"" + product(true)
                                            + "\"}}")
                            .refused(400))
                    .isEqualTo("update_" + name + ".commit.product_id: this product is archived");
            assertThat(edit(
                                    acme.contract(START),
                                    "\"add_" + name + "\": "
                                            + (name.equals(SPEND) ? FULL_SPEND : FULL_PREPAID)
                                                    .replace(account.fixedProduct, gone))
                            .refused(400))
                    .isEqualTo("add_" + name + ".commit.product_id: this product is archived");
        }
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "500,    1500,   ",
        "499.99, 2000,   threshold_amount: must be at least 500",
        "500,    1499.9, recharge_to_amount: must be at least 1000 above threshold_amount"
    })
    void the_published_minimums_are_held(String threshold, String rechargeTo, String refusal) {
        Api.Answer answer = create(", \"" + PREPAID + "\": "
                + FULL_PREPAID.replace("500.5", threshold).replace("2000", rechargeTo));
        if (refusal == null) {
            answer.ok();
        } else {
            assertThat(answer.refused(400)).isEqualTo(PREPAID + "." + refusal);
        }
    }

    @Test
    void other_packages_read_them_typed() {
        var contract = acme.contract(START, acme.stripe(), both(FULL_SPEND, FULL_PREPAID));
        Thresholds thresholds = terms(contract).get(Thresholds.KIND);
        assertThat(thresholds.spend()).isNotNull();
        assertThat(thresholds.spend().thresholdAmount()).isEqualByComparingTo("10000");
        assertThat(thresholds.spend().gate().type()).isEqualTo(PaymentGate.Type.STRIPE);
        assertThat(thresholds.prepaidBalance()).isNotNull();
        assertThat(thresholds.prepaidBalance().recharge().rechargeToAmount()).isEqualByComparingTo("2000");
        assertThat(terms(acme.contract(START)).get(Thresholds.KIND)).isEqualTo(Thresholds.NONE);
    }

    @Test
    void archiving_the_configuration_disables_both_and_the_history_says_so() {
        var other = account.customer("other");
        var contract = other.contract(START, other.stripe(), both(FULL_SPEND, FULL_PREPAID));
        ContractsFixture.archive(api, other.id(), other.stripe());
        assertThat(contract.read().get(SPEND)).isEqualTo(Json.read(FULL_SPEND.replace("true", "false")));
        assertThat(contract.read().get(PREPAID)).isEqualTo(Json.read(FULL_PREPAID.replace("true", "false")));
        JsonNode edit =
                api.post("/v2/contracts/getEditHistory", ids(contract)).ok().at("/data/0");
        for (String name : List.of(SPEND, PREPAID)) {
            assertThat(edit.get("update_" + name)).isEqualTo(Json.read("{\"is_enabled\": false}"));
        }
    }

    private static String both(String spend, String prepaid) {
        return ", \"" + SPEND + "\": " + spend + ", \"" + PREPAID + "\": " + prepaid;
    }

    private static Api.Answer create(String more) {
        return api.post(
                "/v1/contracts/create",
                "{\"customer_id\": \"" + acme.id() + "\", \"starting_at\": \"" + START + "\"" + more + "}");
    }

    private static Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return api.post(
                "/v2/contracts/edit",
                "{\"customer_id\": \"%s\", \"contract_id\": \"%s\", %s}"
                        .formatted(contract.customer().id(), contract.id(), updates));
    }

    private static JsonNode v1(AccountFixture.Contract contract) {
        return api.post("/v1/contracts/get", ids(contract)).ok().get("data");
    }

    private static ContractTerms terms(AccountFixture.Contract contract) {
        var id = new ContractId(UUID.fromString(contract.id()));
        return server.bean(Contracts.class).terms(id).orElseThrow();
    }

    private static String ids(AccountFixture.Contract contract) {
        return "{\"customer_id\": \"%s\", \"contract_id\": \"%s\"}"
                .formatted(contract.customer().id(), contract.id());
    }
}
