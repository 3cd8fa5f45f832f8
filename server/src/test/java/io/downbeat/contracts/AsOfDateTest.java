package io.downbeat.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** {@code as_of_date} of {@code v2/contracts/get}: how a contract stood, whatever was made of it since. */
class AsOfDateTest {
    @AutoClose
    private final TestServer server = TestServer.startedAt("2025-01-10T00:00:00Z");

    private final Api api = server.api();
    private final AccountFixture account = AccountFixture.setUp(api);
    private final AccountFixture.Customer acme = account.customer("acme");

    private Api.Answer asOf(AccountFixture.Contract contract, String instant, String more) {
        return api.post("/v2/contracts/get", """
            {'customer_id': '%s', 'contract_id': '%s', 'as_of_date': '%s'%s}\
            """.formatted(acme.id(), contract.id(), instant, more));
    }

    private JsonNode asOf(AccountFixture.Contract contract, String instant) {
        return asOf(contract, instant, "").ok().get("data");
    }

    private void edit(AccountFixture.Contract contract, String changes) {
        api.post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), changes))
                .ok();
    }

    private String charge(int cents) {
        return """
            'add_scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
              {'timestamp': '2025-12-01T00:00:00Z', 'amount': %d}]}}]\
            """.formatted(account.fixedProduct, cents);
    }

    @Test
    void each_edit_counts_from_the_instant_at_which_it_was_made() {
        AccountFixture.Contract contract = acme.contract("2025-06-01T00:00:00Z");
        JsonNode created = contract.read();
        server.advanceTo("2025-02-10T00:00:00Z");
        edit(contract, charge(500));
        JsonNode charged = contract.read();
        server.advanceTo("2025-03-10T00:00:00Z");
        edit(contract, "'update_contract_name': 'Renamed', 'update_contract_end_date': '2026-01-01T00:00:00Z'");
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        JsonNode today = contract.read();

        assertThat(asOf(contract, "2025-01-10T00:00:00Z")).isEqualTo(created);
        assertThat(asOf(contract, "2025-02-09T23:59:59.999Z")).isEqualTo(created);
        assertThat(asOf(contract, "2025-02-10T00:00:00Z")).isEqualTo(charged);
        assertThat(asOf(contract, "2025-03-09T23:59:59.999Z")).isEqualTo(charged);
        assertThat(asOf(contract, "2025-03-10T00:00:00Z")).isEqualTo(today);
        assertThat(asOf(contract, "2030-01-01T00:00:00Z")).isEqualTo(today);
    }

    @Test
    void commits_of_periods_that_had_not_begun_are_not_there_yet() {
        AccountFixture.Contract contract =
                acme.contract("2025-06-01T00:00:00Z", acme.stripe(), """
                    , 'uniqueness_key': 'once', 'recurring_credits': [{'product_id': '%s', 'priority': 1,
                      'starting_at': '2025-06-01T00:00:00Z', 'commit_duration': {'value': 1},
                      'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 10}}]\
                    """.formatted(account.fixedProduct));
        assertThat(asOf(contract, "2025-05-31T23:59:59.999Z").get("credits")).isEmpty();
        assertThat(asOf(contract, "2025-06-01T00:00:00Z").get("credits")).hasSize(1);
        server.advanceTo("2025-06-20T00:00:00Z");
        assertThat(asOf(contract, "2025-06-30T23:59:59.999Z").get("credits")).hasSize(1);
        assertThat(asOf(contract, "2025-07-01T00:00:00Z").get("credits")).hasSize(2);
        JsonNode june = asOf(contract, "2025-06-10T00:00:00Z");
        edit(contract, charge(500));
        assertThat(asOf(contract, "2025-06-10T00:00:00Z")).isEqualTo(june);
        assertThat(june.get("uniqueness_key").stringValue()).isEqualTo("once");
    }

    @Test
    void an_archived_contract_was_not_archived_before() {
        AccountFixture.Contract contract = acme.contract("2025-06-01T00:00:00Z");
        JsonNode created = contract.read();
        server.advanceTo("2025-01-20T00:00:00Z");
        api.post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), contract.id()))
                .ok();
        assertThat(asOf(contract, "2025-01-19T23:59:59.999Z")).isEqualTo(created);
        assertThat(asOf(contract, "2025-01-20T00:00:00Z").has("archived_at")).isTrue();
    }

    @Test
    void a_renewal_is_known_from_when_it_was_made() {
        AccountFixture.Contract contract = acme.contract("2025-06-01T00:00:00Z");
        JsonNode created = contract.read();
        server.advanceTo("2025-01-20T00:00:00Z");
        AccountFixture.Contract next =
                acme.contract("2025-09-01T00:00:00Z", acme.stripe(), """
                    , 'transition': {'type': 'RENEWAL', 'from_contract_id': '%s'}\
                    """.formatted(contract.id()));
        JsonNode renewing = next.read();
        edit(next, charge(500));
        assertThat(asOf(contract, "2025-01-19T00:00:00Z")).isEqualTo(created);
        assertThat(asOf(contract, "2025-01-20T00:00:00Z").get("transitions")).hasSize(1);
        server.advanceTo("2025-01-21T00:00:00Z");
        edit(next, charge(600));
        assertThat(asOf(next, "2025-01-20T00:00:00Z").get("transitions")).isEqualTo(renewing.get("transitions"));
    }

    @Test
    void an_instant_that_an_answer_shows_is_the_instant_that_it_means() {
        server.advanceTo("2025-01-20T00:00:00.123456Z");
        AccountFixture.Contract contract = acme.contract("2025-06-01T00:00:00Z");
        JsonNode created = contract.read();
        server.advanceTo("2025-02-10T00:00:00.654321Z");
        edit(contract, charge(500));
        JsonNode charged = contract.read();
        String edited = api.post("/v2/contracts/getEditHistory", """
            {'customer_id': '%s', 'contract_id': '%s'}\
            """.formatted(acme.id(), contract.id()))
                .ok()
                .at("/data/0/timestamp")
                .stringValue();

        assertThat(edited).isEqualTo("2025-02-10T00:00:00.654Z");
        assertThat(asOf(contract, created.get("created_at").stringValue())).isEqualTo(created);
        assertThat(asOf(contract, "2025-02-10T00:00:00.653Z")).isEqualTo(created);
        assertThat(asOf(contract, edited)).isEqualTo(charged);
        assertThat(asOf(contract, "2025-02-10T00:00:00.654999Z")).isEqualTo(charged);
    }

    @Test
    void the_provider_is_the_one_that_billed_it_then() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        String first = active(contract.read());
        server.advanceTo("2025-02-15T00:00:00Z");
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-04-15T00:00:00Z");
        String second = active(contract.read());

        assertThat(second).isNotEqualTo(first);
        for (String when : List.of("before an edit", "after an edit")) {
            assertThat(active(asOf(contract, "2025-02-28T23:59:59.999Z")))
                    .as(when)
                    .isEqualTo(first);
            assertThat(active(asOf(contract, "2025-03-01T00:00:00Z"))).as(when).isEqualTo(second);
            edit(contract, charge(500));
        }
    }

    private static String active(JsonNode contract) {
        return contract.at("/customer_billing_provider_configuration/id").stringValue();
    }

    @Test
    void a_renewal_of_a_fixed_term_is_known_from_when_it_was_made() {
        AccountFixture.Contract contract =
                acme.contract("2025-02-01T00:00:00Z", acme.stripe(), ", 'ending_before': '2025-03-01T00:00:00Z'");
        server.advanceTo("2025-01-20T00:00:00Z");
        acme.contract("2025-03-01T00:00:00Z", acme.stripe(), """
            , 'transition': {'type': 'RENEWAL', 'from_contract_id': '%s'}\
            """.formatted(contract.id()));

        assertThat(asOf(contract, "2025-01-19T23:59:59.999Z").get("transitions"))
                .isEmpty();
        assertThat(asOf(contract, "2025-01-20T00:00:00Z").get("transitions")).hasSize(1);
    }

    @Test
    void a_child_is_known_from_when_it_was_made() {
        AccountFixture.Contract parent = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-01-20T00:00:00Z");
        AccountFixture.Customer child = account.customer("child");
        child.contract("2025-01-01T00:00:00Z", child.stripe(), """
            , 'hierarchy_configuration': {'parent': {'customer_id': '%s', 'contract_id': '%s'}}\
            """.formatted(acme.id(), parent.id()));

        assertThat(asOf(parent, "2025-01-19T23:59:59.999Z").has("hierarchy_configuration"))
                .isFalse();
        assertThat(asOf(parent, "2025-01-20T00:00:00Z").at("/hierarchy_configuration/children"))
                .hasSize(1);
    }

    @Test
    void there_are_more_commits_only_if_there_were_more_then() {
        String credits = IntStream.range(0, 26)
                .mapToObj(n -> "{'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': ["
                                .formatted(account.fixedProduct)
                        + "{'amount': 10, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before':"
                        + " '2026-01-01T00:00:00Z'}]}}")
                .collect(Collectors.joining(","));
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-01-20T00:00:00Z");
        edit(contract, "'add_credits': [" + credits + "]");

        assertThat(asOf(contract, "2025-01-19T23:59:59.999Z").has("has_more")).isFalse();
        assertThat(asOf(contract, "2025-01-20T00:00:00Z")
                        .at("/has_more/credits")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void what_cannot_be_said_of_that_date_is_refused() {
        AccountFixture.Contract contract = acme.contract("2025-06-01T00:00:00Z");
        assertThat(asOf(contract, "2025-01-09T23:59:59.999Z", "").refused(400))
                .isEqualTo("as_of_date: the contract was created later: 2025-01-10T00:00:00Z");
        assertThat(asOf(contract, "2025-01-10T00:00:00Z", ", 'include_ledgers': true")
                        .refused(400))
                .isEqualTo("as_of_date: does not go with include_ledgers or include_balance: those are of today");
        assertThat(asOf(contract, "soon", "").refused(400)).startsWith("as_of_date: ");
        server.advanceTo("2025-01-20T00:00:00Z");
        JdbcClient.create(server.database().dataSource())
                .sql("""
                    INSERT INTO contract_edit (customer_id, id, contract_id, edited_at, changes)
                    VALUES (:customer, :id, :contract, '2025-01-15T00:00:00Z', '{}')
                    """)
                .param("customer", UUID.fromString(acme.id()))
                .param("id", UUID.randomUUID())
                .param("contract", UUID.fromString(contract.id()))
                .update();
        assertThat(asOf(contract, "2025-01-14T00:00:00Z", "").refused(400))
                .startsWith("as_of_date: the contract was edited after it by an earlier version of this server");
        assertThat(asOf(contract, "2025-01-15T00:00:00Z").get("id").stringValue())
                .isEqualTo(contract.id());
    }
}
