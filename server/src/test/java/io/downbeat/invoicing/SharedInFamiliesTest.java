package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import io.downbeat.verification.Verification;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a parent shares with its children, who are other customers: drawn in one order, by drafts and finally (C-92, C-124). */
class SharedInFamiliesTest extends InvoicesOnAServer {
    private static final String START = "2025-01-01T00:00:00Z";

    private AccountFixture.Customer customer(String name) {
        return account.customer(name);
    }

    private static String commit(String product, int amount, String access) {
        return """
            , 'commits': [{'type': 'PREPAID', 'name': 'Shared', 'product_id': '%s', 'access_schedule': {'schedule_items': [
              {'amount': %d, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]},
              'hierarchy_configuration': {'child_access': %s}}]\
            """.formatted(product, amount, access);
    }

    private AccountFixture.Contract parent(int shared, String more) {
        return acme.contract(START, acme.stripe(), commit(account.fixedProduct, shared, "{'type': 'ALL'}") + more);
    }

    private AccountFixture.Contract child(AccountFixture.Customer customer, AccountFixture.Contract parent) {
        return customer.contract(START, customer.stripe(), """
            , 'hierarchy_configuration': {'parent': {'contract_id': '%s', 'customer_id': '%s'}}\
            """.formatted(
                        parent.id(), parent.customer().id()));
    }

    /** Of January, such as {@code 500 500x1=500 -500}: subtotal, total and lines. */
    private String january(AccountFixture.Customer of) {
        return of.invoices().stream()
                .filter(invoice ->
                        start(invoice).startsWith("2025-01") && !status(invoice).equals("VOID"))
                .map(invoice -> invoice.get("subtotal") + " " + invoice.get("total") + lines(invoice))
                .findFirst()
                .orElseThrow();
    }

    private static String lines(JsonNode invoice) {
        StringBuilder lines = new StringBuilder();
        invoice.get("line_items")
                .forEach(line -> lines.append(' ')
                        .append(line.has("quantity") ? line.get("quantity") + "=" : "")
                        .append(line.get("total")));
        return lines.toString();
    }

    private BigDecimal net(AccountFixture.Customer of, String more) {
        return api().post(
                        "/v1/contracts/customerBalances/getNetBalance",
                        "{'customer_id': '" + of.id() + "'" + more + "}")
                .ok()
                .at("/data/balance")
                .decimalValue();
    }

    private List<String> ledger(AccountFixture.Customer of) {
        List<String> entries = new ArrayList<>();
        api().post(
                        "/v1/contracts/customerBalances/list",
                        "{'customer_id': '%s', 'include_contract_balances': true, 'include_ledgers': true}"
                                .formatted(of.id()))
                .ok()
                .at("/data/0/ledger")
                .forEach(entry -> entries.add(
                        entry.get("amount") + " " + entry.path("contract_id").asString("")));
        return entries;
    }

    private void verified() {
        assertThat(server.bean(Verification.class)
                        .verify(Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"))
                        .violations())
                .isEmpty();
    }

    /** It has no usage of its own, so none of its own drafts draws on what it shares. */
    @Test
    void what_a_child_uses_is_taken_off_the_net_balance_of_a_parent_without_a_rate_card() {
        AccountFixture.Customer one = customer("one");
        String id = api().post("/v1/contracts/create", """
            {'customer_id': '%s', 'starting_at': '%s'%s}\
            """.formatted(
                                acme.id(), START, commit(account.fixedProduct, 1000, "{'type': 'ALL'}")))
                .ok()
                .at("/data/id")
                .stringValue();
        child(one, new AccountFixture.Contract(api(), acme, id));
        one.use("c1", "2025-01-01T00:00:00Z", 300);
        server.advanceTo("2025-01-26T00:00:00Z");
        assertThat(net(acme, "")).isEqualByComparingTo("700");
        assertThat(net(acme, ", 'invoice_inclusion_mode': 'FINALIZED'")).isEqualByComparingTo("1000");
    }

    @Test
    void a_parents_commit_pays_for_its_children_in_the_order_of_the_drafts() {
        AccountFixture.Customer one = customer("one");
        AccountFixture.Customer two = customer("two");
        AccountFixture.Contract parent = parent(1000, "");
        AccountFixture.Contract first = child(one, parent);
        AccountFixture.Contract second = child(two, parent);
        server.advanceTo("2025-01-26T00:00:00Z");
        acme.use("p", "2025-01-05T00:00:00Z", 400);
        one.use("c1", "2025-01-05T00:00:00Z", 500);
        two.use("c2", "2025-01-05T00:00:00Z", 300);
        for (String now : List.of("2025-01-27T00:00:00Z", "2025-02-03T00:00:00Z")) {
            server.advanceTo(now);
            assertThat(january(acme)).isEqualTo("400 0 400=400 -400");
            assertThat(january(one)).isEqualTo("500 0 500=500 -500");
            assertThat(january(two)).isEqualTo("300 200 100=100 -100 200=200");
            assertThat(net(acme, "")).isEqualByComparingTo("0");
            assertThat(net(one, "")).isEqualByComparingTo("0");
            assertThat(ledger(acme))
                    .containsExactlyInAnyOrder(
                            "1000 ", "-400 " + parent.id(), "-500 " + first.id(), "-100 " + second.id());
            assertThat(ledger(one)).isEmpty();
        }
        assertThat(net(acme, ", 'invoice_inclusion_mode': 'FINALIZED'")).isEqualByComparingTo("0");
        verified();
    }

    /** Of January there are drafts of both, of which the child's draws first. */
    @Test
    void drafts_of_a_parent_and_its_child_that_are_asked_for_together_are_due_what_each_is_alone() {
        AccountFixture.Customer one = customer("one");
        child(one, parent(1000, ""));
        one.use("c1", "2025-01-01T00:00:00Z", 600);
        server.advanceTo("2025-02-01T12:00:00Z");
        acme.use("p", "2025-02-01T01:00:00Z", 300);
        one.use("c2", "2025-02-01T01:00:00Z", 300);
        List<InvoiceId> february = Stream.of(acme, one)
                .flatMap(each -> each.invoices().stream())
                .filter(invoice -> start(invoice).startsWith("2025-02"))
                .map(invoice -> new InvoiceId(UUID.fromString(id(invoice))))
                .toList();
        assertThat(february).hasSize(2);
        for (List<InvoiceId> asked : List.of(february, february.subList(0, 1), february.subList(1, 2))) {
            Map<InvoiceId, DueSoFar> due =
                    server.bean(Invoicing.class).dueSoFar(asked, Instant.parse("2025-02-01T12:00:00Z"));
            due.forEach((id, its) -> assertThat(its.amount().value())
                    .as("%s of %s", february.indexOf(id), asked.size())
                    .isEqualByComparingTo(id.equals(february.getFirst()) ? "0" : "200"));
        }
    }

    @Test
    void the_balances_of_a_childs_contract_are_what_its_parent_shares_too_before_it_has_a_draft() {
        AccountFixture.Customer one = customer("one");
        AccountFixture.Contract parent = parent(1000, "");
        acme.use("p", "2025-01-01T00:00:00Z", 300);
        AccountFixture.Contract later =
                one.contract("2025-03-01T00:00:00Z", one.stripe(), """
                    , 'hierarchy_configuration': {'parent': {'contract_id': '%s', 'customer_id': '%s'}}\
                    """.formatted(parent.id(), acme.id()));
        Invoicing.Latest latest = server.bean(Invoicing.class)
                .latest(
                        server.bean(Contracts.class)
                                .terms(new ContractId(UUID.fromString(later.id())))
                                .orElseThrow(),
                        10);
        assertThat(latest.balances())
                .singleElement()
                .satisfies(
                        left -> assertThat(left.left(left.balance().segments().getFirst()))
                                .isEqualByComparingTo("700"));
    }

    @Test
    void what_a_childs_voided_invoice_drew_comes_back_and_is_drawn_again() {
        AccountFixture.Customer one = customer("one");
        AccountFixture.Customer two = customer("two");
        AccountFixture.Contract parent = parent(1000, "");
        child(one, parent);
        child(two, parent);
        server.advanceTo("2025-01-26T00:00:00Z");
        one.use("c1", "2025-01-05T00:00:00Z", 700);
        two.use("c2", "2025-01-05T00:00:00Z", 500);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(january(two)).isEqualTo("500 200 300=300 -300 200=200");
        String voided = id(one.invoices().getFirst());
        post("/v1/invoices/void", voided).ok();
        assertThat(net(acme, "")).isEqualByComparingTo("700");
        verified();
        post("/v1/invoices/regenerate", voided).ok();
        assertThat(january(one)).isEqualTo("700 0 700=700 -700");
        assertThat(net(acme, "")).isEqualByComparingTo("0");
        verified();
    }

    @Test
    void only_the_children_named_may_use_it_and_only_while_the_parents_contract_lasts() {
        AccountFixture.Customer one = customer("one");
        AccountFixture.Customer two = customer("two");
        AccountFixture.Contract parent = acme.contract(START);
        AccountFixture.Contract first = child(one, parent);
        child(two, parent);
        api().post(
                        "/v2/contracts/edit",
                        ("{'customer_id': '" + acme.id() + "', 'contract_id': '" + parent.id() + "'"
                                                + commit(
                                                        account.fixedProduct,
                                                        1000,
                                                        "{'type': 'CONTRACT_IDS', 'contract_ids': ['" + first.id()
                                                                + "']}"))
                                        .replace("'commits'", "'add_commits'")
                                + "}")
                .ok();
        server.advanceTo("2025-01-26T00:00:00Z");
        one.use("c1", "2025-01-05T00:00:00Z", 100);
        two.use("c2", "2025-01-05T00:00:00Z", 100);
        one.use("c1 late", "2025-01-25T00:00:00Z", 100);
        assertThat(january(one)).isEqualTo("200 0 200=200 -200");
        assertThat(january(two)).isEqualTo("100 100 100=100");
        updateEnd(parent, "'ending_before': '2025-01-20T00:00:00Z',", true).ok();
        assertThat(january(one)).isEqualTo("200 100 100=100 -100 100=100");
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(january(one)).isEqualTo("200 100 100=100 -100 100=100");
        assertThat(ledger(acme)).anyMatch(entry -> entry.equals("-100 " + first.id()));
        verified();
    }

    @Test
    void a_childs_own_balance_of_an_earlier_priority_goes_first_and_leaves_more_for_its_sister() {
        AccountFixture.Customer one = customer("one");
        AccountFixture.Customer two = customer("two");
        AccountFixture.Contract parent = parent(100, "");
        child(one, parent);
        child(two, parent);
        api().post("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [
              {'amount': 60, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}\
            """.formatted(one.id(), account.fixedProduct))
                .ok();
        server.advanceTo("2025-01-26T00:00:00Z");
        one.use("c1", "2025-01-05T00:00:00Z", 100);
        two.use("c2", "2025-01-05T00:00:00Z", 100);
        assertThat(january(two)).isEqualTo("100 40 60=60 -60 40=40");
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(january(one)).isEqualTo("100 0 60=60 -60 40=40 -40");
        assertThat(january(two)).isEqualTo("100 40 60=60 -60 40=40");
        verified();
    }

    @Test
    void two_servers_that_finalize_and_void_in_a_family_neither_wait_for_each_other_nor_draw_twice() throws Exception {
        List<AccountFixture.Customer> children = Stream.of("c1", "c2", "c3", "c4", "c5", "c6")
                .map(this::customer)
                .toList();
        AccountFixture.Contract parent = parent(3000, "");
        AccountFixture.Contract other = customer("other parent").contract(START);
        List<AccountFixture.Customer> family = new ArrayList<>(children);
        children.forEach(child -> child(child, parent));
        children.forEach(child -> child(child, other));
        family.add(acme);
        try (TestServer second = server.another(Map.of());
                var pool = Executors.newFixedThreadPool(8)) {
            for (int month = 1; month <= 4; month++) {
                String due = "2025-%02d-02T00:00:00Z".formatted(month + 1);
                server.advanceTo(Instant.parse(due).minusSeconds(1).toString());
                for (AccountFixture.Customer each : family) {
                    each.use(each.name() + month, "2025-%02d-05T00:00:00Z".formatted(month), 90 + month);
                }
                List<Future<Api.Answer>> voids = new ArrayList<>();
                List<String> finalized = children.stream()
                        .flatMap(child -> child.invoices().stream())
                        .filter(invoice -> status(invoice).equals("FINALIZED"))
                        .map(InvoicesOnAServer::id)
                        .limit(4)
                        .toList();
                finalized.forEach(id ->
                        voids.add(pool.submit(() -> second.api().post("/v1/invoices/void", "{'id': '" + id + "'}"))));
                server.advanceTo(due);
                for (Future<Api.Answer> one : voids) {
                    one.get().ok();
                }
                finalized.forEach(id -> post("/v1/invoices/regenerate", id).ok());
                verified();
            }
        }
    }
}
