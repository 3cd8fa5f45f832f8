package io.downbeat.contracts.commits;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.BalanceScope;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commits and credits of a customer over HTTP: made, ended early, adjusted by hand (E-1, E-7 to E-9, E-16, E-22, E-23). */
class CustomerBalancesApiTest {
    private static final String NOBODY = "3a7a5d2e-2f5c-4f4f-8a43-1f53d1a20000";
    private static final String COMMITS = "/v1/contracts/customerCommits/";
    private static final String CREDITS = "/v1/contracts/customerCredits/";
    private static final String ADJUST = "/v1/contracts/addManualBalanceLedgerEntry";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T10:30:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer acme = account.customer("acme");
    private static final AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
    private static final BalancesFixture balances = new BalancesFixture(server, acme);

    private static final String ACCESS = """
        'access_schedule': {'schedule_items': [
          {'amount': 1000, 'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'},
          {'amount': 500, 'starting_at': '2025-07-01T00:00:00Z', 'ending_before': '2025-09-01T00:00:00Z'}]}\
        """;
    private static final String PAID = """
        , 'invoice_schedule': {'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 900},
          {'timestamp': '2025-07-01T00:00:00Z', 'amount': 400}]}\
        """;

    private static String credit(String more) {
        return "{'customer_id': '%s', 'product_id': '%s', %s%s}"
                .formatted(acme.id(), account.fixedProduct, ACCESS, more);
    }

    private static String commit(String more) {
        return credit(", 'type': 'PREPAID', 'priority': 10" + more);
    }

    private static String made(String path, String body) {
        return api.post(path + "create", body).ok().at("/data/id").stringValue();
    }

    @Test
    void a_commit_pays_for_the_contracts_it_names_and_is_charged_on_one() {
        String id = made(
                COMMITS,
                commit(PAID
                        + ", 'applicable_contract_ids': ['%1$s'], 'invoice_contract_id': '%1$s', 'name': 'Shared'"
                                .formatted(contract.id())));
        UUID of = UUID.fromString(contract.id());
        assertThat(balances.read(id).scope()).isEqualTo(new BalanceScope.OfCustomer(Set.of(of), of));
        assertThat(contract.read().get("commits")).isEmpty();
        assertThat(server.audited("create_commit")).isPositive();
    }

    @Test
    void a_credit_pays_for_all_contracts_if_it_names_none() {
        String id = made(CREDITS, credit(", 'priority': 0.5"));
        assertThat(balances.read(id).scope()).isEqualTo(new BalanceScope.OfCustomer(Set.of(), null));
        assertThat(balances.read(id).terms().priority()).isEqualTo("0.5");
    }

    @Test
    void a_key_is_used_once_by_commits_and_credits_together() {
        made(CREDITS, credit(", 'priority': 1, 'uniqueness_key': 'once'"));
        assertThat(api.post(COMMITS + "create", commit(", 'uniqueness_key': 'once'"))
                        .refused(409))
                .isEqualTo("uniqueness_key: is in use");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        ''                                    | 400 | priority: is required
        , 'priority': null                    | 400 | priority: is required
        , 'priority': 1, 'rollover_fraction': 1 | 400 | rollover_fraction: unknown field
        , 'priority': 1, 'applicable_contract_ids': ['NOBODY'] | 400 | applicable_contract_ids: no contract of this customer has the id NOBODY
        , 'priority': 1, 'salesforce_opportunity_id': 7 | 400 | salesforce_opportunity_id: must be a string
        """)
    void what_a_credit_of_a_customer_cannot_be_is_refused(String more, int status, String why) {
        String body = credit(more.equals("''") ? "" : more.replace("NOBODY", NOBODY));
        assertThat(api.post(CREDITS + "create", body).refused(status)).isEqualTo(why.replace("NOBODY", NOBODY));
    }

    @Test
    void what_is_charged_needs_a_contract_to_be_charged_on() {
        assertThat(api.post(COMMITS + "create", commit(PAID)).refused(400))
                .isEqualTo("invoice_contract_id: is required");
        assertThat(api.post(COMMITS + "create", commit(PAID + ", 'invoice_contract_id': '" + NOBODY + "'"))
                        .refused(404))
                .isEqualTo("the customer has no contract " + NOBODY);
        String elsewhere = PAID.replace("'schedule_items'", "'do_not_invoice': true, 'schedule_items'");
        made(COMMITS, commit(elsewhere));
        assertThat(api.post(CREDITS + "create", credit(", 'priority': 1").replace(acme.id(), NOBODY))
                        .refused(404))
                .isEqualTo("no customer has the id " + NOBODY);
    }

    @Test
    void an_earlier_end_cuts_what_is_under_way_and_drops_what_would_start_later() {
        String id = made(COMMITS, commit(PAID + ", 'invoice_contract_id': '" + contract.id() + "'"));
        String end = "{'customer_id': '%s', 'commit_id': '%s', %s}";
        api.post(
                        COMMITS + "updateEndDate",
                        end.formatted(acme.id(), id, "'access_ending_before': '2025-06-15T00:00:00Z'"))
                .ok();
        assertThat(balances.read(id).segments())
                .singleElement()
                .extracting(AccessSegment::amount, AccessSegment::endingBefore)
                .containsExactly(new BigDecimal("1000"), Instant.parse("2025-06-15T00:00:00Z"));
        api.post(
                        COMMITS + "updateEndDate",
                        end.formatted(acme.id(), id, "'invoices_ending_before': '2025-07-01T00:00:00Z'"))
                .ok();
        assertThat(balances.read(id).payments().items()).hasSize(1);
        assertThat(api.post(
                                COMMITS + "updateEndDate",
                                end.formatted(acme.id(), id, "'access_ending_before': '2025-06-15T00:00:00Z'"))
                        .refused(400))
                .isEqualTo("access_ending_before: must be earlier than 2025-06-15T00:00:00.000Z");
        assertThat(api.post(
                                COMMITS + "updateEndDate",
                                end.formatted(acme.id(), id, "'access_ending_before': '2025-06-01T00:00:00Z'"))
                        .refused(400))
                .isEqualTo("access_ending_before: must be after the access starts");
        assertThat(api.post(
                                COMMITS + "updateEndDate",
                                "{'customer_id': '%s', 'commit_id': '%s'}".formatted(acme.id(), id))
                        .refused(400))
                .startsWith("access_ending_before: ");
    }

    @Test
    void a_credit_is_ended_as_a_credit_and_a_contracts_one_by_its_contract() {
        String id = made(CREDITS, credit(", 'priority': 1"));
        String end = ", 'access_ending_before': '2025-06-15T00:00:00Z'}";
        String of = "{'customer_id': '" + acme.id() + "', ";
        api.post(CREDITS + "updateEndDate", of + "'credit_id': '" + id + "'" + end)
                .ok();
        assertThat(api.post(COMMITS + "updateEndDate", of + "'commit_id': '" + id + "'" + end)
                        .refused(404))
                .isEqualTo("no commit or credit has the id " + id);
        String agreed = agreedCredit().at("/credits/0/id").stringValue();
        assertThat(api.post(CREDITS + "updateEndDate", of + "'credit_id': '" + agreed + "'" + end)
                        .refused(400))
                .isEqualTo("credit_id: is agreed on by a contract; edit the contract");
    }

    private static tools.jackson.databind.JsonNode agreedCredit() {
        return acme.contract(
                        "2025-01-01T00:00:00Z",
                        acme.stripe(),
                        ", 'credits': [{'product_id': '%s', %s}]".formatted(account.fixedProduct, ACCESS))
                .read();
    }

    @Test
    void an_entry_by_hand_changes_what_is_left_and_may_take_it_below_zero() {
        String id = made(CREDITS, credit(", 'priority': 1"));
        assertThat(adjust(id, balances.segment(id, 0), "'amount': 250.5, 'reason': 'goodwill'")
                        .body())
                .isEmpty();
        assertThat(balances.left(id)).isEqualByComparingTo("1250.5");
        adjust(id, balances.segment(id, 0), "'amount': -1300, 'reason': 'x', 'timestamp': '2025-07-01T00:00:00Z'")
                .ok();
        assertThat(balances.left(id)).isEqualByComparingTo("-49.5");
        assertThat(server.audited("adjust_balance")).isPositive();
    }

    @Test
    void an_entry_names_a_segment_and_the_contract_of_a_contracts_balance() {
        var agreed = agreedCredit();
        String id = agreed.at("/credits/0/id").stringValue();
        String segment =
                agreed.at("/credits/0/access_schedule/schedule_items/0/id").stringValue();
        String entry = "'amount': 1, 'reason': 'x'";
        assertThat(adjust(id, segment, entry).refused(404)).isEqualTo("no commit or credit has the id " + id);
        String named = entry + ", 'contract_id': '" + agreed.get("id").stringValue() + "'";
        adjust(id, segment, named).ok();
        assertThat(adjust(id, NOBODY, named).refused(404)).endsWith("has no segment " + NOBODY);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'amount': 0, 'reason': 'x'                | amount: must not be 0
        'amount': 1                               | reason: is required
        'amount': 1, 'reason': 'x', 'timestamp': '2025-05-31T23:59:59Z' | timestamp: must lie in the segment
        'amount': 1, 'reason': 'x', 'timestamp': '2025-07-01T00:00:01Z' | timestamp: must lie in the segment
        'amount': 1, 'reason': 'x', 'per_group_amounts': {'a': 1}       | per_group_amounts: is for balances of single seats
        """)
    void an_entry_that_says_nothing_is_refused(String entry, String why) {
        String id = made(CREDITS, credit(", 'priority': 1"));
        assertThat(adjust(id, balances.segment(id, 0), entry).refused(400)).isEqualTo(why);
        assertThat(balances.left(id)).isEqualByComparingTo("1000");
    }

    private static Api.Answer adjust(String id, String segment, String entry) {
        return api.post(
                ADJUST,
                "{'customer_id': '%s', 'id': '%s', 'segment_id': '%s', %s}".formatted(acme.id(), id, segment, entry));
    }
}
