package io.downbeat.contracts;

import static io.downbeat.contracts.ContractsFixture.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Contracts over HTTP, but for the schedule of providers. Now is 2025-05-15. */
class ContractsApiTest {
    private static final String START = "2025-01-01T00:00:00Z";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T10:30:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static int customers;

    private static AccountFixture.Customer customer() {
        return account.customer("k" + ++customers);
    }

    @Test
    void both_versions_show_what_was_agreed() {
        AccountFixture.registerKey(api, "deal", "contract");
        var acme = customer();
        var contract = acme.contract(START, acme.stripe(), """
            , 'name': 'Pro', 'net_payment_terms_days': 30, 'custom_fields': {'deal': '7'},
              'ending_before': '2026-01-01T00:00:00Z', 'scheduled_charges_on_usage_invoices': 'ALL',
              'usage_statement_schedule': {'frequency': 'quarterly', 'day': 'contract_start'}\
            """);
        JsonNode v2 = contract.read();
        assertThat(v2.get("name").stringValue()).isEqualTo("Pro");
        assertThat(v2.get("net_payment_terms_days").intValue()).isEqualTo(30);
        assertThat(v2.get("ending_before").stringValue()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(v2.get("scheduled_charges_on_usage_invoices").stringValue()).isEqualTo("ALL");
        assertThat(v2.at("/usage_statement_schedule/frequency").stringValue()).isEqualTo("QUARTERLY");
        assertThat(v2.at("/usage_statement_schedule/billing_anchor_date").stringValue())
                .isEqualTo("2025-01-01T00:00:00.000Z");
        assertThat(v2.at("/custom_fields/deal").stringValue()).isEqualTo("7");
        edit(contract, "'update_contract_name': 'Max', 'update_net_payment_terms_days': null")
                .ok();
        JsonNode v1 = api.post("/v1/contracts/get", ids(contract)).ok().get("data");
        assertThat(v1.at("/initial/name").stringValue()).isEqualTo("Pro");
        assertThat(v1.at("/initial/net_payment_terms_days").intValue()).isEqualTo(30);
        assertThat(v1.at("/current/name").stringValue()).isEqualTo("Max");
        assertThat(v1.at("/current/net_payment_terms_days").intValue()).isZero();
        assertThat(v1.get("amendments").size()).isZero();
        assertThat(v1.get("customer_billing_provider_configuration"))
                .isEqualTo(v2.get("customer_billing_provider_configuration"));
    }

    @Test
    void a_term_that_is_never_acted_on_is_refused_by_name_and_for_a_reason() {
        String term = "revenue_system_configuration";
        var acme = customer();
        assertThat(create(acme, "'" + term + "': [{}]").refused(400))
                .startsWith(term)
                .contains("exactly one destination");
        create(acme, "'" + term + "': []").ok();
        var contract = acme.contract(START);
        assertThat(edit(contract, "'add_" + term + "_update': [{}]").refused(400))
                .startsWith("add_" + term)
                .contains("exactly one destination");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'comits': []",
                "'starting_at': '2025-01-01T00:30:00Z'",
                "'ending_before': '2025-01-01T00:00:00Z'",
                "'ending_before': '2025-06-01T00:00:01Z'",
                "'net_payment_terms_days': -1",
                "'rate_card_id': '00000000-0000-0000-0000-000000000001'",
                "'rate_card_alias': 'nobody'",
                "'usage_statement_schedule': {}",
                "'usage_statement_schedule': {'frequency': 'DAILY'}",
                "'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'CUSTOM_DATE'}",
                "'scheduled_charges_on_usage_invoices': 'SOME'",
                "'uniqueness_key': ''",
                "'transition': {'type': 'SUPERSEDE', 'from_contract_id': '00000000-0000-0000-0000-000000000001'}",
                "'billing_provider_configuration': {'billing_provider': 'stripe'}",
                "'scheduled_charges': [{}]"
            })
    void a_wrong_term_is_refused_and_nothing_is_created(String term) {
        var acme = customer();
        create(acme, term).refused(400);
        assertThat(list(acme, "")).isEmpty();
    }

    @Test
    void unknown_customers_and_contracts_have_a_code_in_v2_and_404_in_v1() {
        var acme = customer();
        var contract = acme.contract(START);
        var other = customer();
        String nobody = "{'customer_id': '%s', 'contract_id': '%s'}".formatted(UUID.randomUUID(), contract.id());
        String others = "{'customer_id': '%s', 'contract_id': '%s'}".formatted(other.id(), contract.id());
        for (String path : List.of("/v2/contracts/get", "/v2/contracts/getEditHistory", "/v2/contracts/edit")) {
            assertThat(api.post(path, nobody).json().get("code").stringValue()).isEqualTo("CustomerNotFound");
            assertThat(api.post(path, others).json().get("code").stringValue()).isEqualTo("ContractNotFound");
            api.post(path, others).refused(400);
        }
        api.post("/v1/contracts/get", nobody).refused(404);
        api.post("/v1/contracts/get", others).refused(404);
        api.post("/v1/contracts/updateEndDate", others).refused(404);
        api.post("/v2/contracts/list", "{'customer_id': '" + UUID.randomUUID() + "'}")
                .refused(400);
        api.post("/v1/contracts/list", "{'customer_id': '" + UUID.randomUUID() + "'}")
                .refused(404);
    }

    @Test
    void a_uniqueness_key_works_once_on_create_and_once_on_edit() {
        var acme = customer();
        create(acme, "'uniqueness_key': 'once'").ok();
        Api.Answer again = create(acme, "'uniqueness_key': 'once'");
        assertThat(again.refused(409)).isEqualTo("This uniqueness key has already been used");
        assertThat(again.response().headers().firstValue("x-should-retry")).contains("false");
        assertThat(list(acme, "")).hasSize(1);
        var contract = acme.contract(START);
        edit(contract, "'uniqueness_key': 'edit-once', 'update_contract_name': 'a'")
                .ok();
        assertThat(edit(contract, "'uniqueness_key': 'edit-once', 'update_contract_name': 'b'")
                        .refused(409))
                .isEqualTo("This uniqueness key has already been used");
        assertThat(contract.read().get("name").stringValue()).isEqualTo("a");
    }

    @Test
    void an_edit_does_all_it_is_asked_or_nothing() {
        var acme = customer();
        var contract = acme.contract(START);
        edit(contract, """
            'update_contract_name': 'x', 'update_contract_end_date': '2026-01-01T00:00:00Z',
            'add_billing_provider_configuration_update': {'billing_provider_configuration':
               {'billing_provider_configuration_id': '%s'}, 'schedule': {'effective_at': 'START_OF_CURRENT_PERIOD'}}
            """.formatted(acme.aws())).refused(400);
        assertThat(contract.read().has("name")).isFalse();
        assertThat(contract.read().has("ending_before")).isFalse();
        edit(contract, "").refused(400);
        assertThat(history(contract)).isEmpty();
    }

    @Test
    void every_edit_stays_in_the_history() {
        var acme = customer();
        var contract = acme.contract(START);
        JsonNode answer = edit(contract, "'update_contract_name': 'x'").ok().get("data");
        assertThat(answer.get("id").stringValue()).isEqualTo(contract.id());
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        api.post(
                        "/v1/contracts/updateEndDate",
                        "{'customer_id': '%s', 'contract_id': '%s', 'ending_before': '%s'}"
                                .formatted(acme.id(), contract.id(), "2025-12-01T00:00:00Z"))
                .ok();
        List<JsonNode> history = history(contract);
        assertThat(history).hasSize(3);
        assertThat(history.getFirst()).isEqualTo(answer.get("edit"));
        assertThat(history.get(1)
                        .at("/add_billing_provider_configuration_update/schedule/effective_at")
                        .stringValue())
                .isEqualTo("START_OF_CURRENT_PERIOD");
        assertThat(history.get(2).get("update_contract_end_date").stringValue()).isEqualTo("2025-12-01T00:00:00.000Z");
    }

    @Test
    void an_end_is_moved_and_taken_away() {
        var acme = customer();
        var contract = acme.contract(START);
        String ids = "{'customer_id': '%s', 'contract_id': '%s'%s}";
        api.post(
                        "/v1/contracts/updateEndDate",
                        ids.formatted(acme.id(), contract.id(), ", 'ending_before': '2025-09-01T00:00:00Z'"))
                .ok();
        assertThat(contract.read().get("ending_before").stringValue()).isEqualTo("2025-09-01T00:00:00.000Z");
        for (String wrong : List.of(START, "2024-01-01T00:00:00Z", "2025-09-01T00:00:01Z")) {
            api.post(
                            "/v1/contracts/updateEndDate",
                            ids.formatted(acme.id(), contract.id(), ", 'ending_before': '" + wrong + "'"))
                    .refused(400);
        }
        api.post("/v1/contracts/updateEndDate", ids.formatted(acme.id(), contract.id(), ""))
                .ok();
        assertThat(contract.read().has("ending_before")).isFalse();
        edit(contract, "'update_contract_end_date': '2025-10-01T00:00:00Z'").ok();
        edit(contract, "'update_contract_end_date': null").ok();
        assertThat(contract.read().has("ending_before")).isFalse();
        assertThat(history(contract).getLast().get("remove_contract_end_date").booleanValue())
                .isTrue();
    }

    @Test
    void charges_are_expanded_edited_archived_and_cut_by_an_earlier_end() {
        var acme = customer();
        var contract = acme.contract(START, acme.stripe(), """
            , 'ending_before': '2026-01-01T00:00:00Z', 'scheduled_charges': [{'product_id': '%s', 'name': 'Fee',
              'schedule': {'recurring_schedule': {'starting_at': '2025-06-01T00:00:00Z', 'amount': 100,
                'ending_before': '2026-01-01T00:00:00Z', 'frequency': 'quarterly', 'amount_distribution': 'divided_rounded'}}}]\
            """.formatted(account.fixedProduct));
        JsonNode charge = contract.read().at("/scheduled_charges/0");
        assertThat(amounts(charge)).containsExactly("2025-06-01 33", "2025-09-01 34", "2025-12-01 33");
        assertThat(charge.at("/product/name").stringValue()).isEqualTo("Fee");
        String id = charge.get("id").stringValue();
        edit(contract, """
            'update_scheduled_charges': [{'scheduled_charge_id': '%s', 'invoice_schedule': {
               'add_schedule_items': [{'timestamp': '2025-07-01T00:00:00Z', 'unit_price': 7, 'quantity': 3}],
               'remove_schedule_items': [{'id': '%s'}],
               'update_schedule_items': [{'id': '%s', 'amount': 40}]}}]\
            """.formatted(id, item(charge, 0), item(charge, 1))).ok();
        assertThat(amounts(contract.read().at("/scheduled_charges/0")))
                .containsExactly("2025-07-01 21", "2025-09-01 40", "2025-12-01 33");
        edit(contract, "'update_contract_end_date': '2025-12-01T00:00:00Z'").ok();
        assertThat(amounts(contract.read().at("/scheduled_charges/0")))
                .containsExactly("2025-07-01 21", "2025-09-01 40");
        edit(contract, "'archive_scheduled_charges': [{'id': '" + id + "'}]").ok();
        assertThat(contract.read().at("/scheduled_charges/0/archived_at").isString())
                .isTrue();
        edit(contract, "'archive_scheduled_charges': [{'id': '" + id + "'}]").refused(400);
        edit(contract, """
            'add_scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items':
              [{'timestamp': '2025-06-03T00:00:00Z', 'amount': 5}]}}]\
            """.formatted(account.fixedProduct)).ok();
        assertThat(amounts(contract.read().at("/scheduled_charges/1"))).containsExactly("2025-06-03 5");
        assertThat(amounts(api.post("/v1/contracts/get", ids(contract)).ok().at("/data/initial/scheduled_charges/0")))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z'}]}",
                "{'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 1, 'quantity': 1}]}",
                "{'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'unit_price': 1}]}",
                "{'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': -1}]}",
                "{'schedule_items': [{'timestamp': '2024-06-01T00:00:00Z', 'amount': 1}]}",
                "{'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 1}], 'do_not_invoice': true}",
                "{'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 1}], 'credit_type_id':"
                        + " '00000000-0000-0000-0000-000000000001'}",
                "{'recurring_schedule': {'starting_at': '2025-06-01T00:00:00Z', 'ending_before':"
                    + " '2025-06-01T00:00:00Z', 'frequency': 'MONTHLY', 'amount_distribution': 'EACH', 'amount': 1}}",
                "{'recurring_schedule': {'starting_at': '1970-01-01T00:00:00Z', 'ending_before':"
                    + " '9999-06-01T00:00:00Z', 'frequency': 'MONTHLY', 'amount_distribution': 'EACH', 'amount': 1}}"
            })
    void a_wrong_charge_is_refused(String schedule) {
        var acme = customer();
        create(
                        acme,
                        "'scheduled_charges': [{'product_id': '%s', 'schedule': %s}]"
                                .formatted(account.fixedProduct, schedule))
                .refused(400);
    }

    @Test
    void a_usage_product_cannot_be_charged_on_a_date() {
        assertThat(create(customer(), """
            'scheduled_charges': [{'product_id': '%s', 'schedule':
               {'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 1}]}}]\
            """.formatted(account.usageProduct)).refused(400))
                .contains("FIXED");
    }

    @Test
    void a_renewal_ends_the_old_contract_where_the_new_one_starts() {
        var acme = customer();
        var old = acme.contract(START, acme.stripe(), """
            , 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
                {'timestamp': '2025-06-01T00:00:00Z', 'amount': 1}, {'timestamp': '2025-07-01T00:00:00Z', 'amount': 1}]}}]\
            """.formatted(account.fixedProduct));
        String renewal = ", 'transition': {'type': 'renewal', 'from_contract_id': '" + old.id() + "'}";
        var next = acme.contract("2025-07-01T00:00:00Z", acme.otherStripe(), renewal);
        JsonNode ended = old.read();
        assertThat(ended.get("ending_before").stringValue()).isEqualTo("2025-07-01T00:00:00.000Z");
        assertThat(amounts(ended.at("/scheduled_charges/0"))).containsExactly("2025-06-01 1");
        assertThat(ended.at("/transitions/0/to_contract_id").stringValue()).isEqualTo(next.id());
        assertThat(next.read().get("transitions")).isEqualTo(ended.get("transitions"));
        assertThat(history(old)).hasSize(1);
    }

    /** E-25. */
    @Test
    void what_renews_nothing_is_refused_and_nothing_is_created() {
        var acme = customer();
        var old = acme.contract(START);
        String renewal = "'transition': {'type': '%s', 'from_contract_id': '%s'}";
        assertThat(create(acme, renewal.formatted("SUPERSEDE", old.id())).refused(400))
                .startsWith("transition.type: must be");
        var other = customer();
        create(other, renewal.formatted("RENEWAL", old.id())).refused(404);
        create(other, renewal.formatted("RENEWAL", UUID.randomUUID())).refused(404);
        assertThat(list(other, "")).isEmpty();
        assertThat(create(acme, renewal.formatted("RENEWAL", old.id())).refused(400))
                .isEqualTo("transition.from_contract_id: the new contract must start after the one it renews");
        acme.contract("2025-07-01T00:00:00Z", acme.stripe(), ", " + renewal.formatted("RENEWAL", old.id()));
        assertThat(api.post(
                                "/v1/contracts/create",
                                "{'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-08-01T00:00:00Z', %s}"
                                        .formatted(acme.id(), account.rateCard, renewal.formatted("RENEWAL", old.id())))
                        .refused(409))
                .isEqualTo("the contract has been renewed");
        assertThat(list(acme, "")).hasSize(2);
    }

    /** E-1, with all that an operation needs beside whose contract it is. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        amend                      | , 'starting_at': '2025-06-01T00:00:00Z', 'scheduled_charges': []
        archive                    | , 'void_invoices': false
        getContractRateSchedule    |
        getNamedSchedule           | , 'schedule_name': 'a'
        updateNamedSchedule        | , 'schedule_name': 'a', 'starting_at': '2025-06-01T00:00:00Z', 'value': 1
        scheduleProServicesInvoice | , 'issued_at': '2025-06-01T00:00:00Z', 'line_items': [{'professional_service_id': '00000000-0000-0000-0000-000000000001', 'amount': 1}]
        setUsageFilter             | , 'starting_at': '2025-06-01T00:00:00Z', 'group_key': 'a', 'group_values': ['b']
        addManualBalanceLedgerEntry | , 'id': '00000000-0000-0000-0000-000000000001', 'segment_id': '00000000-0000-0000-0000-000000000001', 'amount': 1, 'reason': 'a'
        """)
    void another_customers_contract_is_not_found(String operation, @Nullable String more) {
        var contract = customer().contract(START);
        api.post(
                        "/v1/contracts/" + operation,
                        "{'customer_id': '%s', 'contract_id': '%s'%s}"
                                .formatted(customer().id(), contract.id(), more == null ? "" : more))
                .refused(404);
    }

    @Test
    void lists_are_filtered_by_date_and_archive() {
        var acme = customer();
        var first = acme.contract(START, acme.stripe(), ", 'ending_before': '2025-03-01T00:00:00Z'");
        var second = acme.contract("2025-03-01T00:00:00Z");
        assertThat(list(acme, "")).containsExactly(first.id(), second.id());
        assertThat(list(acme, ", 'covering_date': '2025-02-28T23:59:59Z'")).containsExactly(first.id());
        assertThat(list(acme, ", 'covering_date': '2025-03-01T00:00:00Z'")).containsExactly(second.id());
        assertThat(list(acme, ", 'starting_at': '" + START + "'")).containsExactly(first.id(), second.id());
        assertThat(list(acme, ", 'starting_at': '2025-01-01T00:00:01Z'")).containsExactly(second.id());
        assertThat(list(acme, ", 'starting_at': '2025-03-01T00:00:00Z'")).containsExactly(second.id());
        api.post(
                        "/v2/contracts/list",
                        "{'customer_id': '%s', 'starting_at': '%s', 'covering_date': '%s'}"
                                .formatted(acme.id(), START, START))
                .refused(400);
        archive(first, false).ok();
        assertThat(list(acme, "")).containsExactly(second.id());
        assertThat(list(acme, ", 'include_archived': true")).containsExactly(first.id(), second.id());
    }

    @Test
    void an_archived_contract_is_not_edited_any_more() {
        var acme = customer();
        var contract = acme.contract(START);
        archive(contract, true).ok();
        assertThat(contract.read().get("archived_at").stringValue()).isEqualTo("2025-05-15T10:30:00.000Z");
        assertThat(contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD")
                        .refused(400))
                .contains("archived");
        archive(contract, true).refused(400);
        api.post("/v1/contracts/archive", ids(contract)).refused(400);
    }

    @Test
    void archiving_a_customer_archives_its_contracts_and_takes_no_new_ones() {
        var acme = customer();
        var contract = acme.contract(START);
        api.post("/v1/customers/archive", "{'id': '" + acme.id() + "'}").ok();
        assertThat(contract.read().get("archived_at").isString()).isTrue();
        assertThat(create(acme, "").refused(400)).contains("archived");
    }

    @Test
    void threshold_billing_keeps_marketplaces_out_until_it_is_disabled() {
        var acme = customer();
        for (String name : List.of("spend_threshold_configuration", "prepaid_balance_threshold_configuration")) {
            var contract = acme.contract(START, acme.stripe(), ", '" + name + "': " + threshold(name, true));
            assertThat(contract.change(acme.aws(), "START_OF_NEXT_PERIOD").refused(400))
                    .contains("threshold");
            edit(contract, "'update_" + name + "': {'is_enabled': false}").ok();
            assertThat(contract.read().at("/" + name + "/is_enabled").booleanValue())
                    .isFalse();
            assertThat(contract.read().at("/" + name + "/threshold_amount").intValue())
                    .isEqualTo(500);
            contract.change(acme.aws(), "START_OF_NEXT_PERIOD").ok();
            assertThat(edit(contract, "'update_" + name + "': {'is_enabled': true}")
                            .refused(400))
                    .contains("threshold");
            edit(contract, "'add_" + name + "': " + threshold(name, false)).refused(400);
        }
    }

    @Test
    void threshold_billing_is_not_added_to_a_marketplace() {
        var acme = customer();
        String spend = "spend_threshold_configuration";
        var contract = acme.contract(START, acme.aws(), "");
        edit(contract, "'add_" + spend + "': " + threshold(spend, true)).refused(400);
        edit(contract, "'add_" + spend + "': " + threshold(spend, false)).ok();
        create(
                        acme,
                        "'%s': %s, 'billing_provider_configuration': {'billing_provider_configuration_id': '%s'}"
                                .formatted(spend, threshold(spend, true), acme.aws()))
                .refused(400);
    }

    @Test
    void one_edit_may_disable_thresholds_and_schedule_a_marketplace() {
        var acme = customer();
        String spend = "spend_threshold_configuration";
        var contract = acme.contract(START, acme.stripe(), ", '" + spend + "': " + threshold(spend, true));
        edit(contract, """
            'update_spend_threshold_configuration': {'is_enabled': false},
            'add_billing_provider_configuration_update': {'billing_provider_configuration':
               {'billing_provider_configuration_id': '%s'}, 'schedule': {'effective_at': 'START_OF_NEXT_PERIOD'}}
            """.formatted(acme.aws())).ok();
        assertThat(schedule(contract.read())).hasSize(2);
    }

    @Test
    void archiving_the_configuration_disables_thresholds() {
        var acme = customer();
        String spend = "spend_threshold_configuration";
        var contract = acme.contract(START, acme.stripe(), ", '" + spend + "': " + threshold(spend, true));
        var other = acme.contract(START, acme.otherStripe(), ", '" + spend + "': " + threshold(spend, true));
        ContractsFixture.archive(api, acme.id(), acme.stripe());
        assertThat(contract.read().at("/" + spend + "/is_enabled").booleanValue())
                .isFalse();
        assertThat(other.read().at("/" + spend + "/is_enabled").booleanValue()).isTrue();
        assertThat(history(contract)).hasSize(1);
    }

    @Test
    void a_prepaid_threshold_has_the_published_minimums() {
        var acme = customer();
        String prepaid = "'prepaid_balance_threshold_configuration': " + threshold("prepaid_balance_", true);
        create(acme, prepaid).ok();
        assertThat(create(acme, prepaid.replace("1500", "1499")).refused(400)).contains("recharge_to_amount");
        assertThat(create(acme, prepaid.replace(" 500", " 499")).refused(400)).contains("threshold_amount");
    }

    private static String threshold(String name, boolean enabled) {
        return """
            {'commit': {'product_id': '%s'}, 'is_enabled': %s, 'payment_gate_config': {'payment_gate_type': 'none'},
             'threshold_amount': 500%s}\
            """.formatted(
                account.fixedProduct, enabled, name.startsWith("prepaid") ? ", 'recharge_to_amount': 1500" : "");
    }

    private static Api.Answer create(AccountFixture.Customer customer, String terms) {
        String start = terms.startsWith("'starting_at'") ? "" : ", 'starting_at': '" + START + "'";
        return api.post(
                "/v1/contracts/create",
                "{'customer_id': '%s'%s%s}".formatted(customer.id(), start, terms.isEmpty() ? "" : ", " + terms));
    }

    private static Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return api.post(
                "/v2/contracts/edit",
                "{'customer_id': '%s', 'contract_id': '%s'%s}"
                        .formatted(contract.customer().id(), contract.id(), updates.isEmpty() ? "" : ", " + updates));
    }

    private static Api.Answer archive(AccountFixture.Contract contract, boolean voidInvoices) {
        return api.post(
                "/v1/contracts/archive",
                "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': %s}"
                        .formatted(contract.customer().id(), contract.id(), voidInvoices));
    }

    private static List<JsonNode> history(AccountFixture.Contract contract) {
        return api.post("/v2/contracts/getEditHistory", ids(contract))
                .ok()
                .get("data")
                .valueStream()
                .toList();
    }

    private static List<String> list(AccountFixture.Customer customer, String filters) {
        return api.post("/v2/contracts/list", "{'customer_id': '" + customer.id() + "'" + filters + "}")
                .ok()
                .get("data")
                .valueStream()
                .map(contract -> contract.get("id").stringValue())
                .toList();
    }

    private static List<String> amounts(JsonNode charge) {
        return charge.at("/schedule/schedule_items")
                .valueStream()
                .map(item -> item.get("timestamp").stringValue().substring(0, 10) + " " + item.get("amount"))
                .toList();
    }

    private static String item(JsonNode charge, int index) {
        return charge.at("/schedule/schedule_items/" + index + "/id").stringValue();
    }

    private static String ids(AccountFixture.Contract contract) {
        return "{'customer_id': '%s', 'contract_id': '%s'}"
                .formatted(contract.customer().id(), contract.id());
    }
}
