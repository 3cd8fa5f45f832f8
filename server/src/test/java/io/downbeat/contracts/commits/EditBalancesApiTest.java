package io.downbeat.contracts.commits;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Balance;
import io.downbeat.balances.RateType;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Edits of commits and credits, by each operation that makes them (C-127, C-133, E-5, E-17 to E-21, E-24). */
class EditBalancesApiTest {
    private static final String NOBODY = "3a7a5d2e-2f5c-4f4f-8a43-1f53d1a20000";
    private static final String ACCESS = """
        'access_schedule': {'schedule_items': [
          {'amount': 1000, 'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'},
          {'amount': 500, 'starting_at': '2025-07-01T00:00:00Z', 'ending_before': '2025-09-01T00:00:00Z'}]}\
        """;

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-15T10:30:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer acme = account.customer("acme");
    private static final BalancesFixture balances = new BalancesFixture(server, acme);

    /** A commit, and how it is edited. */
    private record Edited(AccountFixture.Contract contract, String id, boolean byContract) {

        static Edited made(String by) {
            return made(by, "PREPAID", "");
        }

        static Edited made(String by, String type, String more) {
            String commit = "{'type': '%s', 'product_id': '%s', 'priority': 5, %s%s}"
                    .formatted(type, account.fixedProduct, more.contains("access_schedule") ? "" : ACCESS, more);
            boolean ofCustomer = by.equals("customer");
            var contract = acme.contract(
                    "2025-01-01T00:00:00Z", acme.stripe(), ofCustomer ? "" : ", 'commits': [" + commit + "]");
            String id = ofCustomer
                    ? api.post(
                                    "/v1/contracts/customerCommits/create",
                                    commit.replaceFirst(
                                            "\\{",
                                            "{'customer_id': '%s', 'invoice_contract_id': '%s', "
                                                    .formatted(acme.id(), contract.id())))
                            .ok()
                            .at("/data/id")
                            .stringValue()
                    : contract.read().at("/commits/0/id").stringValue();
            return new Edited(contract, id, by.equals("contract"));
        }

        Api.Answer edit(String members) {
            String named = "'commit_id': '" + id + "', " + members;
            return byContract
                    ? byContract("'update_commits': [{" + named + "}]")
                    : api.post("/v2/contracts/commits/edit", "{'customer_id': '" + acme.id() + "', " + named + "}");
        }

        Api.Answer byContract(String members) {
            return api.post(
                    "/v2/contracts/edit",
                    "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), members));
        }

        Balance read() {
            return balances.read(id);
        }

        String segment(int place) {
            return balances.segment(id, place);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"contract", "commit", "customer"})
    void an_edit_changes_what_it_names_and_leaves_the_rest(String by) {
        Edited commit = Edited.made(by, "PREPAID", ", 'applicable_product_tags': ['a'], 'description': 'kept'");
        commit.edit("""
            'name': 'New', 'priority': 2, 'rate_type': 'COMMIT_RATE', 'applicable_product_ids': ['%s'],
            'access_schedule': {
              'remove_schedule_items': [{'id': '%s'}], 'update_schedule_items': [{'id': '%s', 'amount': 1200}],
              'add_schedule_items': [
                {'amount': 7, 'starting_at': '2025-05-01T00:00:00Z', 'ending_before': '2025-06-01T00:00:00Z'}]},
            'invoice_schedule': {'add_schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 12}]}\
            """.formatted(account.usageProduct, commit.segment(1), commit.segment(0)))
                .ok();
        Balance after = commit.read();
        assertThat(after.terms().name()).isEqualTo("New");
        assertThat(after.terms().description()).isEqualTo("kept");
        assertThat(after.terms().priority()).isEqualTo("2");
        assertThat(after.terms().rateType()).isEqualTo(RateType.COMMIT_RATE);
        assertThat(after.terms().appliesTo()).isInstanceOf(AppliesTo.Products.class);
        assertThat(after.segments())
                .extracting(segment -> segment.amount().intValue())
                .containsExactly(7, 1200);
        assertThat(after.payments().total()).isEqualTo("12");
        assertThat(commit.edit("'name': 'Again'").status()).isEqualTo(200);
        assertThat(commit.read().segments()).isEqualTo(after.segments());
    }

    @Test
    void an_edit_of_a_contracts_commit_is_in_the_contracts_history() {
        Edited commit = Edited.made("commit");
        commit.edit("'name': 'New', 'priority': null").ok();
        JsonNode history = api.post(
                        "/v2/contracts/getEditHistory",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), commit.contract.id()))
                .ok()
                .get("data");
        assertThat(history.at("/0/update_commits"))
                .isEqualTo(Json.read("[{\"id\": \"%s\", \"name\": \"New\", \"priority\": null}]".formatted(commit.id)));
        assertThat(commit.read().terms().priority()).isNull();
        assertThat(server.audited("edit_commit")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"contract", "commit", "customer"})
    void from_one_form_of_target_to_the_other_both_are_said(String by) {
        Edited commit = Edited.made(by, "PREPAID", ", 'applicable_product_tags': ['a']");
        String specifiers = "'specifiers': [{'product_tags': ['b']}]";
        assertThat(commit.edit(specifiers).refused(400))
                .endsWith("specifiers: cannot be combined with applicable_product_ids or applicable_product_tags");
        commit.edit(specifiers + ", 'applicable_product_tags': null").ok();
        assertThat(commit.read().terms().appliesTo()).isInstanceOf(AppliesTo.Specifiers.class);
        commit.edit("'specifiers': null, 'applicable_product_tags': ['c']").ok();
        assertThat(commit.read().terms().appliesTo()).isEqualTo(new AppliesTo.Products(Set.of(), Set.of("c")));
        commit.edit("'applicable_product_tags': null").ok();
        assertThat(commit.read().terms().appliesTo()).isEqualTo(new AppliesTo.Everything());
    }

    @ParameterizedTest
    @ValueSource(strings = {"contract", "commit", "customer"})
    void what_finalized_invoices_drew_is_not_taken_away(String by) {
        Edited commit = Edited.made(by);
        UUID invoice = balances.draw(commit.id, commit.contract, "700");
        String update = "'access_schedule': {'update_schedule_items': [{'id': '%s', 'amount': %d}]}";
        String remove = "'access_schedule': {'remove_schedule_items': [{'id': '%s'}]}".formatted(commit.segment(0));
        assertThat(commit.edit(update.formatted(commit.segment(0), 600)).refused(400))
                .endsWith("access_schedule.update_schedule_items[0].amount: 700 are used by finalized invoices");
        commit.edit(update.formatted(commit.segment(0), 700)).ok();
        assertThat(balances.left(commit.id)).isEqualByComparingTo("0");
        assertThat(commit.edit(remove).refused(400))
                .endsWith("access_schedule.remove_schedule_items[0].id: is used by finalized invoice " + invoice
                        + "; void it first");
        balances.giveBack(invoice);
        commit.edit(remove).ok();
        assertThat(commit.read().segments()).hasSize(1);
    }

    /** Of its first segment. */
    private static void byHand(Edited commit, int amount) {
        api.post("/v1/contracts/addManualBalanceLedgerEntry", """
            {'customer_id': '%s', 'contract_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': %d, 'reason': 'x'}\
            """.formatted(
                                acme.id(), commit.contract.id(), commit.id, commit.segment(0), amount))
                .ok();
    }

    // Part 6: never create a negative balance by edit
    @ParameterizedTest
    @ValueSource(strings = {"contract", "commit", "customer"})
    void what_was_taken_by_hand_counts_and_what_is_below_zero_may_be_raised(String by) {
        Edited commit = Edited.made(by);
        String update =
                "'access_schedule': {'update_schedule_items': [{'id': '" + commit.segment(0) + "', 'amount': %s}]}";
        byHand(commit, -400);
        assertThat(commit.edit(update.formatted("399.5")).refused(400))
                .endsWith("access_schedule.update_schedule_items[0].amount: 400 were taken of it by hand");
        commit.edit(update.formatted("400")).ok();
        byHand(commit, -1000);
        for (String raised : List.of("400", "1200")) {
            commit.edit(update.formatted(raised)).ok();
        }
        assertThat(balances.left(commit.id)).isEqualByComparingTo("-200");
        assertThat(commit.edit(update.formatted("1199")).refused(400))
                .endsWith("amount: 1400 were taken of it by hand");
        commit.edit(update.formatted("2000")).ok();
        balances.draw(commit.id, commit.contract, "500");
        assertThat(commit.edit(update.formatted("1899")).refused(400))
                .endsWith("amount: 500 are used by finalized invoices, and 1400 were taken of it by hand");
        assertThat(commit.edit(update.formatted("499")).refused(400))
                .endsWith("amount: 500 are used by finalized invoices");
        commit.edit(update.formatted("1900")).ok();
        assertThat(balances.left(commit.id)).isEqualByComparingTo("0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'access_schedule': {'update_schedule_items': [{'id': 'NOBODY', 'amount': 1}]}  | access_schedule.update_schedule_items[0].id: no such item
        'access_schedule': {'remove_schedule_items': [{'id': 'NOBODY'}]}   | access_schedule.remove_schedule_items[0].id: no such item
        'invoice_schedule': {'update_schedule_items': [{'id': 'NOBODY'}]}  | invoice_schedule.update_schedule_items[0].id: no such item
        'access_schedule': {'remove_schedule_items': [{'id': 'S0'}, {'id': 'S1'}]}     | access_schedule: must keep at least one item
        'access_schedule': {'update_schedule_items': [{'id': 'S0', 'amount': -1}]}     | access_schedule.update_schedule_items[0].amount: must not be negative
        'access_schedule': {'update_schedule_items': [{'id': 'S0', 'starting_at': '2025-08-01T00:00:00Z'}]} | access_schedule.update_schedule_items[0].starting_at: must start before it ends
        'access_schedule': {'update_schedule_items': [{'id': 'S0', 'amount': 9}, {'id': 'S0', 'amount': 8}]} | access_schedule.update_schedule_items[1].id: is named twice
        'product_id': 'NOBODY'      | product_id: no product has the id NOBODY
        'hierarchy_configuration': {'child_access': {'type': 'SOME'}} | hierarchy_configuration.child_access.type: must be one of ALL, NONE, CONTRACT_IDS
        'rate_type': 'X'            | rate_type: must be one of LIST_RATE, COMMIT_RATE
        """)
    void what_no_edit_can_do_is_refused_and_changes_nothing(String members, String why) {
        for (String by : Set.of("contract", "commit", "customer")) {
            Edited commit = Edited.made(by);
            Balance before = commit.read();
            String asked = members.replace("NOBODY", NOBODY)
                    .replace("S0", commit.segment(0))
                    .replace("S1", commit.segment(1));
            assertThat(commit.edit("'name': 'never', " + asked).refused(400)).endsWith(why.replace("NOBODY", NOBODY));
            assertThat(commit.read()).isEqualTo(before);
        }
    }

    @Test
    void a_postpaid_commit_stays_paid_as_it_is_used() {
        String one = """
            'access_schedule': {'schedule_items': [
              {'amount': 1000, 'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'}]},
            'invoice_schedule': {'do_not_invoice': true, 'schedule_items': [
              {'timestamp': '2025-07-01T00:00:00Z', 'amount': 1000}]}\
            """;
        Edited commit = Edited.made("customer", "POSTPAID", one);
        String item = commit.read().payments().items().getFirst().id().toString();
        String access = "'access_schedule': {'update_schedule_items': [{'id': '%s', 'amount': 800}]}"
                .formatted(commit.segment(0));
        assertThat(commit.edit(access).refused(400))
                .isEqualTo("invoice_schedule: a POSTPAID commit has exactly one item, equal to its access");
        commit.edit(access
                        + ", 'invoice_schedule': {'update_schedule_items': [{'id': '%s', 'amount': 800}]}"
                                .formatted(item))
                .ok();
        assertThat(commit.read().payments().total()).isEqualTo("800");
        assertThat(commit.edit("'applicable_contract_ids': []").refused(400)).startsWith("applicable_contract_ids: ");
    }

    @Test
    void whom_a_customers_balance_is_for_is_edited_and_whom_a_contracts_is_not() {
        Edited ofCustomer = Edited.made("customer");
        ofCustomer
                .edit("'applicable_contract_ids': ['" + ofCustomer.contract.id() + "']")
                .ok();
        assertThat(ofCustomer.read().scope().includes(UUID.fromString(ofCustomer.contract.id())))
                .isTrue();
        assertThat(ofCustomer.read().scope().includes(UUID.randomUUID())).isFalse();
        assertThat(ofCustomer.edit("'priority': null").refused(400)).isEqualTo("priority: is required");
        Edited agreed = Edited.made("commit");
        assertThat(agreed.edit("'applicable_contract_ids': []").refused(400))
                .isEqualTo("applicable_contract_ids: this one is agreed on by its contract");
    }

    @Test
    void a_customers_commit_is_charged_on_a_contract_that_is_there_or_it_has_nothing_to_charge() {
        Edited commit = Edited.made("customer", "PREPAID", """
            'invoice_schedule': {'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 900}]},\
            """ + ACCESS);
        String on = "'invoice_contract_id': '%s'";
        assertThat(commit.edit(on.formatted(NOBODY)).refused(400))
                .isEqualTo("invoice_contract_id: no contract of this customer has the id " + NOBODY);
        var archived = acme.contract("2025-01-01T00:00:00Z");
        api.post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), archived.id()))
                .ok();
        assertThat(commit.edit(on.formatted(archived.id())).refused(400))
                .isEqualTo("invoice_contract_id: this contract is archived");
        var other = acme.contract("2025-01-01T00:00:00Z");
        commit.edit(on.formatted(other.id())).ok();
        assertThat(scheduled(other)).hasSize(1);
        assertThat(scheduled(commit.contract)).isEmpty();

        String free = api.post(
                        "/v1/contracts/customerCommits/create", """
                            {'customer_id': '%s', 'type': 'PREPAID', 'priority': 1, 'product_id': '%s', %s}\
                            """.formatted(acme.id(), account.fixedProduct, ACCESS))
                .ok()
                .at("/data/id")
                .stringValue();
        String charged =
                "'invoice_schedule': {'add_schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 12}]}";
        assertThat(new Edited(other, free, false).edit(charged).refused(400))
                .isEqualTo("invoice_contract_id: is required");
        new Edited(other, free, false)
                .edit(charged + ", " + on.formatted(other.id()))
                .ok();
    }

    @Test
    void what_an_invoice_bills_of_a_commit_keeps_it_on_that_contract() {
        Edited commit = Edited.made("customer", "PREPAID", """
            'invoice_schedule': {'schedule_items': [{'timestamp': '2025-05-01T00:00:00Z', 'amount': 900},
              {'timestamp': '2025-09-01T00:00:00Z', 'amount': 100}]},\
            """ + ACCESS);
        server.settle();
        var other = acme.contract("2025-01-01T00:00:00Z");

        assertThat(commit.edit("'invoice_contract_id': '" + other.id() + "'").refused(400))
                .startsWith("invoice_contract_id: invoice ")
                .contains(" bills this commit already");
        assertThat(scheduled(other)).isEmpty();
    }

    @Test
    void an_archived_contract_bills_nothing_whatever_becomes_of_a_commit_that_it_billed() {
        Edited commit = Edited.made("customer", "PREPAID", """
            'invoice_schedule': {'schedule_items': [{'timestamp': '2025-06-01T00:00:00Z', 'amount': 900}]},\
            """ + ACCESS);
        commit.byContract("""
            'add_scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
              {'timestamp': '2025-07-01T00:00:00Z', 'amount': 50}]}}]\
            """.formatted(account.fixedProduct)).ok();
        assertThat(scheduled(commit.contract)).hasSize(2);
        api.post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), commit.contract.id()))
                .ok();
        assertThat(scheduled(commit.contract)).isEmpty();

        commit.edit("'name': 'Kept'").ok();
        assertThat(scheduled(commit.contract)).isEmpty();
        var other = acme.contract("2025-01-01T00:00:00Z");
        commit.edit("'invoice_contract_id': '" + other.id() + "'").ok();
        assertThat(scheduled(commit.contract)).isEmpty();
        assertThat(scheduled(other)).hasSize(1);
    }

    /** Whichever of the two contracts comes first to whoever opens and closes drafts. */
    @Test
    void the_rest_of_a_postpaid_commit_is_billed_once_wherever_it_moves() {
        Edited commit = Edited.made("customer", "POSTPAID", """
            'access_schedule': {'schedule_items': [
              {'amount': 1000, 'starting_at': '2025-06-01T00:00:00Z', 'ending_before': '2025-07-01T00:00:00Z'}]},
            'invoice_schedule': {'schedule_items': [{'timestamp': '2025-07-01T00:00:00Z', 'amount': 1000}]}\
            """);
        var from = commit.contract;
        for (int i = 0; i < 4; i++) {
            var to = acme.contract("2025-01-01T00:00:00Z");
            for (var next : List.of(to, from, to)) {
                commit.edit("'invoice_contract_id': '" + next.id() + "'").ok();
                assertThat(scheduled(next)).hasSize(1);
                assertThat(scheduled(next == to ? from : to)).isEmpty();
            }
            from = to;
        }
    }

    private static List<JsonNode> scheduled(AccountFixture.Contract contract) {
        return acme.invoices().stream()
                .filter(invoice -> invoice.get("contract_id").stringValue().equals(contract.id())
                        && invoice.get("type").stringValue().equals("SCHEDULED")
                        && invoice.get("status").stringValue().equals("DRAFT"))
                .toList();
    }

    @Test
    void an_archived_commit_is_edited_no_more_and_a_drawn_one_is_not_archived() {
        Edited commit = Edited.made("contract");
        UUID invoice = balances.draw(commit.id, commit.contract, "1");
        String archive = "'archive_commits': [{'id': '%s'}]".formatted(commit.id);
        assertThat(commit.byContract(archive).refused(400))
                .isEqualTo("void invoice " + invoice + " first: it drew on this commit");
        balances.giveBack(invoice);
        commit.byContract(archive).ok();
        assertThat(commit.contract.read().at("/commits/0/archived_at").isString())
                .isTrue();
        assertThat(commit.edit("'name': 'x'").refused(400)).isEqualTo("the commit is archived");
        assertThat(commit.byContract(archive).refused(400)).isEqualTo("the commit is archived");
    }

    @Test
    void whom_nobody_knows_is_refused() {
        Edited commit = Edited.made("commit");
        String edit = "{'customer_id': '%s', '%s': '%s', 'name': 'x'}";
        Api.Answer noCustomer = api.post("/v2/contracts/commits/edit", edit.formatted(NOBODY, "commit_id", commit.id));
        assertThat(noCustomer.refused(400)).isEqualTo("no customer has the id " + NOBODY);
        assertThat(noCustomer.json().get("code").stringValue()).isEqualTo("CustomerNotFound");
        assertThat(api.post("/v2/contracts/commits/edit", edit.formatted(acme.id(), "commit_id", NOBODY))
                        .refused(404))
                .isEqualTo("no commit or credit has the id " + NOBODY);
        assertThat(api.post("/v2/contracts/credits/edit", edit.formatted(acme.id(), "credit_id", commit.id))
                        .refused(404))
                .isEqualTo("no commit or credit has the id " + commit.id);
        assertThat(commit.byContract("'update_credits': [{'credit_id': '" + commit.id + "', 'name': 'x'}]")
                        .refused(400))
                .isEqualTo("update_credits[0].credit_id: no commit or credit has the id " + commit.id);
    }

    /** The API has it for commits alone: a credit is on no invoice. */
    @Test
    void a_credit_is_moved_to_no_contracts_invoices() {
        String credit = api.post(
                        "/v1/contracts/customerCredits/create", """
                            {'customer_id': '%s', 'product_id': '%s', 'priority': 5, 'name': 'Gift', %s}\
                            """.formatted(acme.id(), account.fixedProduct, ACCESS))
                .ok()
                .at("/data/id")
                .stringValue();
        String edit = "{'customer_id': '%s', 'credit_id': '%s', %s}";
        assertThat(api.post(
                                "/v2/contracts/credits/edit",
                                edit.formatted(
                                        acme.id(),
                                        credit,
                                        "'invoice_contract_id': '"
                                                + acme.contract("2025-01-01T00:00:00Z")
                                                        .id() + "'"))
                        .refused(400))
                .isEqualTo("invoice_contract_id: unknown field");
        api.post("/v2/contracts/credits/edit", edit.formatted(acme.id(), credit, "'name': 'Other'"))
                .ok();
    }
}
