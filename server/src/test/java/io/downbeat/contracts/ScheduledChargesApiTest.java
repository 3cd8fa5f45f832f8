package io.downbeat.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Where a charge may lie in its contract, and what its parts come to. */
class ScheduledChargesApiTest {
    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-15T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        acme = account.customer("acme");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2025-01-01T00:00:00Z, true",
        "2024-12-31T23:59:59.999Z, false",
        "2025-11-30T23:59:59.999Z, true",
        "2025-12-01T00:00:00Z, false",
        "2025-12-01T00:00:00.001Z, false"
    })
    void a_charge_lies_inside_its_contract_which_ends_before_its_end(String timestamp, boolean isTaken) {
        String item = "{'timestamp': '" + timestamp + "', 'amount': 5}";
        String charge =
                "[{'product_id': '%s', 'schedule': {'schedule_items': [%s]}}]".formatted(account.fixedProduct, item);
        var contract =
                acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ", 'ending_before': '2025-12-01T00:00:00Z'");
        var early = acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'ending_before': '2025-12-01T00:00:00Z',"
                        + " 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [{'timestamp':"
                                .formatted(account.fixedProduct)
                        + " '2025-07-01T00:00:00Z', 'amount': 5}]}}]");
        JsonNode old = early.read().at("/scheduled_charges/0");
        String update = "'update_scheduled_charges': [{'scheduled_charge_id': '%s', 'invoice_schedule': {%s}}]";
        List<Api.Answer> answers = List.of(
                create("'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-12-01T00:00:00Z',"
                        + " 'scheduled_charges': " + charge),
                edit(contract, "'add_scheduled_charges': " + charge),
                edit(early, update.formatted(old.get("id").stringValue(), "'add_schedule_items': [" + item + "]")),
                edit(
                        early,
                        update.formatted(
                                old.get("id").stringValue(),
                                "'update_schedule_items': [{'id': '%s', 'timestamp': '%s'}]"
                                        .formatted(
                                                old.at("/schedule/schedule_items/0/id")
                                                        .stringValue(),
                                                timestamp))));
        assertThat(answers).extracting(Api.Answer::status).containsOnly(isTaken ? 200 : 400);
        if (!isTaken) {
            assertThat(answers.getFirst().refused(400))
                    .startsWith("scheduled_charges[0].schedule.schedule_items[0].timestamp: ")
                    .contains("before its ending_before");
        }
    }

    @Test
    void a_recurring_charge_may_end_with_its_contract_and_its_parts_sum_to_what_was_agreed() {
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'ending_before': '2026-01-01T00:00:00Z', 'scheduled_charges': [{'product_id': '%s', 'name': 'Fee',
              'schedule': {'recurring_schedule': {'starting_at': '2025-06-01T00:00:00Z', 'unit_price': 5000, 'quantity': 2,
                'ending_before': '2026-01-01T00:00:00Z', 'frequency': 'monthly', 'amount_distribution': 'divided'}}}]\
            """.formatted(account.fixedProduct));
        List<JsonNode> items = contract.read()
                .at("/scheduled_charges/0/schedule/schedule_items")
                .valueStream()
                .toList();
        assertThat(items)
                .extracting(item -> item.get("amount").intValue())
                .containsExactly(1429, 1428, 1429, 1428, 1429, 1428, 1429)
                .satisfies(amounts -> assertThat(
                                amounts.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(10_000));
        assertThat(items).allSatisfy(item -> {
            assertThat(item.get("unit_price")).isEqualTo(item.get("amount"));
            assertThat(item.get("quantity").intValue()).isEqualTo(1);
        });
    }

    private static Api.Answer create(String terms) {
        return api.post("/v1/contracts/create", "{'customer_id': '%s', %s}".formatted(acme.id(), terms));
    }

    private static Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return api.post(
                "/v2/contracts/edit",
                "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), updates));
    }
}
