package io.downbeat.contracts.schedule;

import static io.downbeat.contracts.ContractsFixture.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractsFixture;
import io.downbeat.customers.CustomerId;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The schedule over HTTP: rows 20 to 60 of the acceptance table that are a contract's own. Now is 2025-05-15. */
class ProviderScheduleApiTest {
    private static final String CURRENT = "START_OF_CURRENT_PERIOD";
    private static final String NEXT = "START_OF_NEXT_PERIOD";
    private static final String START = "2025-01-01T00:00:00Z";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T10:30:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static int customers;

    private static AccountFixture.Customer customer() {
        return account.customer("c" + ++customers);
    }

    @Test
    void a_contract_starts_with_one_segment_from_its_own_start() {
        var acme = customer();
        JsonNode contract = acme.contract(START).read();
        assertThat(schedule(contract)).containsExactly("2025-01-01 " + acme.stripe());
        JsonNode segment = contract.at("/billing_provider_configuration_schedule/0");
        assertThat(segment.get("effective_until").isNull()).isTrue();
        assertThat(contract.get("customer_billing_provider_configuration"))
                .isEqualTo(segment.get("billing_provider_configuration"));
    }

    @Test
    void a_switch_in_the_current_period_takes_effect_at_its_start() {
        var acme = customer();
        var contract = acme.contract(START);
        contract.change(acme.otherStripe(), CURRENT).ok();
        JsonNode read = contract.read();
        assertThat(schedule(read)).containsExactly("2025-01-01 " + acme.stripe(), "2025-05-01 " + acme.otherStripe());
        assertThat(read.at("/billing_provider_configuration_schedule/0/effective_until")
                        .stringValue())
                .isEqualTo("2025-05-01T00:00:00.000Z");
        assertThat(current(read)).isEqualTo(acme.otherStripe());
    }

    @Test
    void a_marketplace_waits_for_the_next_period() {
        var acme = customer();
        var contract = acme.contract(START);
        assertThat(contract.change(acme.aws(), CURRENT).refused(400)).contains("START_OF_NEXT_PERIOD");
        assertThat(schedule(contract.read())).hasSize(1);
        contract.change(acme.aws(), NEXT).ok();
        assertThat(schedule(contract.read()))
                .containsExactly("2025-01-01 " + acme.stripe(), "2025-06-01 " + acme.aws());
        assertThat(current(contract.read())).isEqualTo(acme.stripe());
    }

    @Test
    void a_marketplace_is_left_only_for_the_next_period() {
        var acme = customer();
        var contract = acme.contract(START, acme.aws(), "");
        contract.change(acme.stripe(), CURRENT).refused(400);
        contract.change(null, CURRENT).refused(400);
        contract.change(acme.stripe(), NEXT).ok();
        contract.change(null, NEXT).ok();
    }

    @Test
    void stripe_and_netsuite_replace_each_other_in_either_period() {
        var acme = customer();
        String netsuite = ContractsFixture.netsuite(api, acme.id(), "ns1");
        var contract = acme.contract(START);
        contract.change(netsuite, CURRENT).ok();
        contract.change(acme.stripe(), NEXT).ok();
        contract.change(netsuite, NEXT).ok();
        contract.change(acme.aws(), CURRENT).refused(400);
        contract.change(acme.aws(), NEXT).ok();
    }

    @Test
    void billing_nobody_is_a_segment_of_its_own() {
        var acme = customer();
        var contract = acme.contract(START);
        contract.change(null, CURRENT).ok();
        JsonNode read = contract.read();
        assertThat(schedule(read)).containsExactly("2025-01-01 " + acme.stripe(), "2025-05-01 none");
        assertThat(read.at("/billing_provider_configuration_schedule/1/billing_provider_configuration")
                        .isNull())
                .isTrue();
        assertThat(read.has("customer_billing_provider_configuration")).isFalse();
        contract.change(acme.stripe(), CURRENT).ok();
    }

    @Test
    void a_contract_without_provider_gets_its_first_one_from_the_current_period_on() {
        var acme = customer();
        String id = api.post(
                        "/v1/contracts/create",
                        "{'customer_id': '%s', 'starting_at': '%s'}".formatted(acme.id(), START))
                .ok()
                .at("/data/id")
                .stringValue();
        var contract = new AccountFixture.Contract(api, acme, id);
        assertThat(schedule(contract.read())).isEmpty();
        contract.change(acme.aws(), CURRENT).refused(400);
        contract.change(acme.stripe(), CURRENT).ok();
        assertThat(schedule(contract.read())).containsExactly("2025-05-01 " + acme.stripe());
    }

    @Test
    void a_scheduled_change_is_cancelled_by_another_for_the_same_period() {
        var acme = customer();
        var contract = acme.contract(START);
        contract.change(acme.aws(), NEXT).ok();
        contract.change(acme.stripe(), NEXT).ok();
        assertThat(schedule(contract.read()))
                .containsExactly("2025-01-01 " + acme.stripe(), "2025-06-01 " + acme.stripe());
    }

    @Test
    void a_change_now_leaves_one_for_later_in_force() {
        var acme = customer();
        var contract = acme.contract(START);
        contract.change(acme.aws(), NEXT).ok();
        contract.change(acme.otherStripe(), CURRENT).ok();
        assertThat(schedule(contract.read()))
                .containsExactly(
                        "2025-01-01 " + acme.stripe(), "2025-05-01 " + acme.otherStripe(), "2025-06-01 " + acme.aws());
    }

    @Test
    void another_customers_and_an_archived_configuration_cannot_be_scheduled() {
        var acme = customer();
        var other = customer();
        var contract = acme.contract(START);
        assertThat(contract.change(other.stripe(), CURRENT).refused(400)).contains("no such billing provider");
        ContractsFixture.archive(api, acme.id(), acme.otherStripe());
        assertThat(contract.change(acme.otherStripe(), CURRENT).refused(400)).contains("archived");
        assertThat(schedule(contract.read())).hasSize(1);
        api.post("/v1/contracts/create", create(acme.id(), other.stripe())).refused(400);
    }

    @Test
    void after_its_configuration_was_archived_a_contract_takes_another() {
        var acme = customer();
        var contract = acme.contract(START, acme.aws(), "");
        ContractsFixture.archive(api, acme.id(), acme.aws());
        assertThat(contract.read().has("customer_billing_provider_configuration"))
                .isFalse();
        assertThat(contract.read()
                        .at("/billing_provider_configuration_schedule/0/billing_provider_configuration/archived_at")
                        .isString())
                .isTrue();
        contract.change(acme.stripe(), CURRENT).ok();
        assertThat(current(contract.read())).isEqualTo(acme.stripe());
    }

    @Test
    void the_pair_form_needs_exactly_one_live_match() {
        var acme = customer();
        String pair = "'billing_provider': '%s', 'delivery_method': 'direct_to_billing_provider'";
        assertThat(api.post("/v1/contracts/create", createWith(acme.id(), pair.formatted("stripe")))
                        .refused(400))
                .contains("2 live configurations");
        assertThat(api.post("/v1/contracts/create", createWith(acme.id(), pair.formatted("netsuite")))
                        .refused(400))
                .contains("no live configuration");
        api.post("/v1/contracts/create", createWith(acme.id(), pair.formatted("aws_marketplace")))
                .ok();
        String all = pair.formatted("stripe") + ", 'billing_provider_configuration_id': '%s'";
        api.post("/v1/contracts/create", createWith(acme.id(), all.formatted(acme.stripe())))
                .ok();
        api.post("/v1/contracts/create", createWith(acme.id(), all.formatted(acme.aws())))
                .refused(400);
    }

    @Test
    void a_marketplace_bills_us_dollars_only() {
        var acme = customer();
        String euros = api.post("/v1/contract-pricing/rate-cards/create", """
            {'name': 'Euros', 'fiat_credit_type_id': '8259f91d-96bf-4d9a-b6fd-9cc2f2045d7b'}\
            """)
                .ok()
                .at("/data/id")
                .stringValue();
        String body = """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '%s', 'billing_provider_configuration':
              {'billing_provider_configuration_id': '%s'}}\
            """;
        assertThat(api.post("/v1/contracts/create", body.formatted(acme.id(), euros, START, acme.aws()))
                        .refused(400))
                .contains("US dollars");
        api.post("/v1/contracts/create", body.formatted(acme.id(), euros, START, acme.stripe()))
                .ok();
    }

    @Test
    void next_follows_the_contracts_own_periods() {
        var acme = customer();
        var quarterly = acme.contract(START, acme.stripe(), ", 'usage_statement_schedule': {'frequency': 'quarterly'}");
        quarterly.change(acme.otherStripe(), NEXT).ok();
        assertThat(schedule(quarterly.read())).last().isEqualTo("2025-07-01 " + acme.otherStripe());
        var tenth = acme.contract("2025-04-20T00:00:00Z", acme.stripe(), """
            , 'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'CUSTOM_DATE',
               'billing_anchor_date': '2024-09-10T00:00:00Z'}\
            """);
        tenth.change(acme.otherStripe(), CURRENT).ok();
        tenth.change(acme.stripe(), NEXT).ok();
        assertThat(schedule(tenth.read()))
                .containsExactly(
                        "2025-04-20 " + acme.stripe(),
                        "2025-05-10 " + acme.otherStripe(),
                        "2025-06-10 " + acme.stripe());
    }

    @Test
    void a_contract_that_ended_or_ends_in_this_period_has_no_next_one() {
        var acme = customer();
        var ended = acme.contract(START, acme.stripe(), ", 'ending_before': '2025-05-01T00:00:00Z'");
        assertThat(ended.change(acme.otherStripe(), CURRENT).refused(400)).contains("has ended");
        var ending = acme.contract(START, acme.stripe(), ", 'ending_before': '2025-05-20T00:00:00Z'");
        assertThat(ending.change(acme.otherStripe(), NEXT).refused(400)).contains("no next period");
        ending.change(acme.otherStripe(), CURRENT).ok();
    }

    @Test
    void a_contract_to_come_changes_at_its_start_or_after_its_first_period() {
        var acme = customer();
        var contract = acme.contract("2025-07-10T00:00:00Z");
        assertThat(current(contract.read())).isEqualTo(acme.stripe());
        contract.change(acme.otherStripe(), CURRENT).ok();
        contract.change(acme.aws(), NEXT).ok();
        assertThat(schedule(contract.read()))
                .containsExactly("2025-07-10 " + acme.otherStripe(), "2025-08-01 " + acme.aws());
    }

    @Test
    void words_other_than_the_two_and_half_an_update_are_refused() {
        var acme = customer();
        var contract = acme.contract(START);
        for (String word : List.of("2025-06-01T00:00:00Z", "NOW", "")) {
            assertThat(contract.change(acme.otherStripe(), word).refused(400)).contains("effective_at");
        }
        String edit = "{'customer_id': '%s', 'contract_id': '%s', 'add_billing_provider_configuration_update': %s}";
        for (String update : List.of(
                "{'billing_provider_configuration': {'billing_provider_configuration_id': null}}",
                "{'schedule': {'effective_at': 'START_OF_CURRENT_PERIOD'}}",
                "{'billing_provider_configuration': {}, 'schedule': {'effective_at': 'START_OF_CURRENT_PERIOD'}}",
                "{'billing_provider_configuration': {'billing_provider_configuration_id': null}, 'schedule': {}}",
                "[]")) {
            api.post("/v2/contracts/edit", edit.formatted(acme.id(), contract.id(), update))
                    .refused(400);
        }
        assertThat(schedule(contract.read())).hasSize(1);
    }

    @Test
    void the_published_examples_work_once_their_json_is_repaired() {
        var acme = customer();
        var contract = acme.contract(START);
        String first = """
            {
              "customer_id": "%s",
              "contract_id": "%s",
              "add_billing_provider_configuration_update": {
                "billing_provider_configuration": {
                  "billing_provider_configuration_id": "%s",
                },
                "schedule": {
                  "effective_at": "START_OF_CURRENT_PERIOD"
                }
              }
            }\
            """.formatted(acme.id(), contract.id(), acme.otherStripe());
        String second = """
            {
              "customer_id": "%s",
              "contract_id": "%s",
              "add_billing_provider_configuration_update": {
                "billing_provider_configuration": {
                  "billing_provider_configuration_id": "%s"
                },
                "schedule": {
                  "effective_at": "START_OF_NEXT_PERIOD"
              }
            }\
            """.formatted(acme.id(), contract.id(), acme.aws());
        assertThat(api.postRaw("/v2/contracts/edit", first).refused(400)).contains("not valid JSON");
        assertThat(api.postRaw("/v2/contracts/edit", second).refused(400)).contains("not valid JSON");
        assertThat(schedule(contract.read())).hasSize(1);
        api.postRaw("/v2/contracts/edit", first.replace("\",\n    }", "\"\n    }"))
                .ok();
        api.postRaw("/v2/contracts/edit", second + "}").ok();
        assertThat(schedule(contract.read())).hasSize(3);
    }

    @Test
    void the_eleventh_segment_is_refused_and_the_tenth_can_be_replaced() {
        // Providers that answer: what is refused would be tried again for ten months.
        try (TestServer own = TestServer.startedAt("2025-01-10T00:00:00Z")) {
            var acme = AccountFixture.setUp(own.api()).customer("acme");
            var contract = acme.contract(START);
            for (int month = 2; month <= 10; month++) {
                contract.change(month % 2 == 0 ? acme.otherStripe() : acme.stripe(), NEXT)
                        .ok();
                own.advanceTo(LocalDate.of(2025, month, 10) + "T00:00:00Z");
            }
            assertThat(schedule(contract.read())).hasSize(10);
            assertThat(contract.change(acme.aws(), NEXT).refused(400)).contains("at most 10");
            assertThat(schedule(contract.read())).hasSize(10);
            contract.change(acme.stripe(), CURRENT).ok();
            assertThat(schedule(contract.read())).hasSize(10).last().isEqualTo("2025-10-01 " + acme.stripe());
        }
    }

    @Test
    void the_old_field_follows_the_clock_on_every_get_and_list() {
        try (TestServer own = TestServer.startedAt("2025-05-15T00:00:00Z")) {
            var acme = AccountFixture.setUp(own.api()).customer("acme");
            var contract = acme.contract(START);
            contract.change(acme.aws(), NEXT).ok();
            List<String> before = schedule(contract.read());
            own.advanceTo("2025-05-31T23:59:59Z");
            assertThat(everywhere(own.api(), contract)).containsOnly(acme.stripe());
            own.advanceTo("2025-06-01T00:00:00Z");
            assertThat(everywhere(own.api(), contract)).containsOnly(acme.aws());
            assertThat(schedule(contract.read())).isEqualTo(before);
            assertThat(contract.read()
                            .at("/customer_billing_provider_configuration")
                            .propertyNames())
                    .contains(
                            "id",
                            "archived_at",
                            "billing_provider",
                            "configuration",
                            "customer_id",
                            "delivery_method",
                            "delivery_method_configuration",
                            "delivery_method_id");
        }
    }

    @Test
    void edits_at_the_same_moment_follow_each_other() throws Exception {
        var acme = customer();
        var contract = acme.contract(START);
        List<Callable<Api.Answer>> edits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String target = i % 2 == 0 ? acme.otherStripe() : acme.aws();
            edits.add(() -> contract.change(target, NEXT));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Answer> answer : threads.invokeAll(edits)) {
                answer.get().ok();
            }
        }
        assertThat(schedule(contract.read())).hasSize(2).first().isEqualTo("2025-01-01 " + acme.stripe());
        JsonNode history =
                api.post("/v2/contracts/getEditHistory", ids(contract)).ok().get("data");
        assertThat(history).hasSize(8);
        // What came last in the history is what is in force.
        JsonNode last = history.get(7).get("add_billing_provider_configuration_update");
        assertThat(schedule(contract.read()))
                .last()
                .isEqualTo("2025-06-01 "
                        + last.at("/billing_provider_configuration/billing_provider_configuration_id")
                                .stringValue());
        assertThat(last.get("effective_at").stringValue()).isEqualTo("2025-06-01T00:00:00.000Z");
    }

    @Test
    void a_preview_says_what_the_edit_would_do_and_does_nothing() {
        var acme = customer();
        var contract = acme.contract(START);
        PreviewProviderChange previews = server.bean(PreviewProviderChange.class);
        var change = new ProviderChange(
                new ProviderSelector.ById(new ConfigurationId(UUID.fromString(acme.aws())), null, null),
                PeriodBoundary.START_OF_NEXT_PERIOD);
        var customer = new CustomerId(UUID.fromString(acme.id()));
        var id = new ContractId(UUID.fromString(contract.id()));
        var possible = (ProviderChangePreview.Possible) previews.preview(customer, id, change);
        assertThat(possible.boundary()).isEqualTo("2025-06-01T00:00:00Z");
        assertThat(possible.before().schedule().size()).isEqualTo(1);
        assertThat(possible.after().schedule().size()).isEqualTo(2);
        assertThat(schedule(contract.read())).hasSize(1);
        var now = new ProviderChange(change.target(), PeriodBoundary.START_OF_CURRENT_PERIOD);
        assertThat(previews.preview(customer, id, now))
                .isInstanceOfSatisfying(ProviderChangePreview.Impossible.class, impossible -> {
                    assertThat(impossible.boundary()).isEqualTo("2025-05-01T00:00:00Z");
                    assertThat(impossible.reasons()).containsExactly(ProviderSchedule.TO_MARKETPLACE);
                });
    }

    private static List<String> everywhere(Api api, AccountFixture.Contract contract) {
        String customer = "{'customer_id': '" + contract.customer().id() + "'}";
        return List.of(
                current(contract.read()),
                current(api.post("/v2/contracts/list", customer).ok().at("/data/0")),
                current(api.post("/v1/contracts/list", customer).ok().at("/data/0")),
                current(api.post("/v1/contracts/get", ids(contract)).ok().at("/data")));
    }

    private static String current(JsonNode contract) {
        return contract.at("/customer_billing_provider_configuration/id").asString("none");
    }

    private static String ids(AccountFixture.Contract contract) {
        return "{'customer_id': '%s', 'contract_id': '%s'}"
                .formatted(contract.customer().id(), contract.id());
    }

    private static String create(String customer, String configuration) {
        return createWith(customer, "'billing_provider_configuration_id': '" + configuration + "'");
    }

    private static String createWith(String customer, String configuration) {
        return "{'customer_id': '%s', 'starting_at': '%s', 'billing_provider_configuration': {%s}}"
                .formatted(customer, START, configuration);
    }
}
