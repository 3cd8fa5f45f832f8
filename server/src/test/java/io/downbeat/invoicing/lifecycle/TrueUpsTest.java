package io.downbeat.invoicing.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoicesOnAServer;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is left of a postpaid commit is billed once, on its date or once its usage is final: rows of pricing.md, part 5. */
class TrueUpsTest extends InvoicesOnAServer {
    private static final String QUARTER =
            "{'amount': 100000, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-04-01T00:00:00Z'}";

    private static String payment(String timestamp, int amount) {
        return "{'timestamp': '%s', 'amount': %d}".formatted(timestamp, amount);
    }

    private String postpaid(String schedule) {
        return """
            {'type': 'POSTPAID', 'name': 'Minimum', 'product_id': '%s', 'priority': 100,
             'access_schedule': {'schedule_items': [%s]}, 'invoice_schedule': {%s}}\
            """.formatted(account.fixedProduct, QUARTER, schedule);
    }

    private static String due(String timestamp) {
        return "'schedule_items': [" + payment(timestamp, 100000) + "]";
    }

    /** A contract to April, whose commit of 1,000 dollars is for the same quarter. */
    private AccountFixture.Contract quarter(String provider, String more) {
        return acme.contract(
                "2025-01-01T00:00:00Z",
                provider,
                ", 'ending_before': '2025-04-01T00:00:00Z', 'commits': [" + postpaid(due("2025-04-01T00:00:00Z")) + "]"
                        + more);
    }

    private AccountFixture.Contract quarter() {
        return quarter(acme.stripe(), "");
    }

    /** The scheduled invoices, as {@code 2025-04-01 DRAFT 95000}. */
    private List<String> trueUps() {
        return ofType("SCHEDULED").stream()
                .map(invoice -> invoice.get("issued_at").stringValue().substring(0, 10) + " " + status(invoice) + " "
                        + invoice.get("total").decimalValue().toPlainString())
                .toList();
    }

    private List<String> ledger() {
        JsonNode list = api().post(
                        "/v1/contracts/customerBalances/list",
                        "{'customer_id': '" + acme.id()
                                + "', 'include_contract_balances': true, 'include_ledgers': true}")
                .ok();
        return list.at("/data/0/ledger")
                .valueStream()
                .map(entry -> entry.get("type").stringValue().replace("POSTPAID_COMMIT_", "") + " "
                        + entry.get("amount").decimalValue().toPlainString() + " @"
                        + entry.get("timestamp").stringValue().substring(0, 10))
                .toList();
    }

    /** On its day; the clock goes there. */
    private void use(String id, String timestamp, int quantity) {
        server.advanceTo(timestamp);
        acme.use(id, timestamp, quantity);
    }

    private JsonNode verdict() {
        return api().post("/downbeat/v1/verify", "{}").ok().get("violations");
    }

    @Test
    void the_true_up_waits_for_usage_in_grace_and_keeps_its_date_C_99() {
        quarter();
        assertThat(trueUps()).containsExactly("2025-04-01 DRAFT 100000");
        use("a", "2025-01-05T00:00:00Z", 90_000);
        assertThat(trueUps()).containsExactly("2025-04-01 DRAFT 10000");
        server.advanceTo("2025-04-01T12:00:00Z");
        assertThat(trueUps()).containsExactly("2025-04-01 DRAFT 10000");
        assertThat(verdict()).isEmpty();
        acme.use("late", "2025-03-20T00:00:00Z", 500);
        assertThat(trueUps()).containsExactly("2025-04-01 DRAFT 9500");
        server.advanceTo("2025-04-02T00:00:00Z");
        assertThat(trueUps()).containsExactly("2025-04-01 FINALIZED 9500");
        assertThat(ledger())
                .containsExactly(
                        "INITIAL_BALANCE 100000 @2025-01-01",
                        "AUTOMATED_INVOICE_DEDUCTION -90000 @2025-02-01",
                        "AUTOMATED_INVOICE_DEDUCTION -500 @2025-04-01",
                        "TRUEUP -9500 @2025-04-01");
        assertThat(verdict()).isEmpty();
    }

    private String billedQuarterly(String placement) {
        String team = api().post("/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}")
                .ok()
                .at("/data/id")
                .stringValue();
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 3000, 'billing_frequency': 'QUARTERLY'}\
            """.formatted(account.rateCard, team))
                .ok();
        return """
            , 'subscriptions': [{'collection_schedule': 'ARREARS', 'initial_quantity': 1, 'proration': {'is_prorated': true},
               'subscription_rate': {'product_id': '%s', 'billing_frequency': 'QUARTERLY'},
               'billing_cycle_config': {'invoice_placement': '%s'}}]\
            """.formatted(team, placement);
    }

    /** For January alone. */
    private void january(String more, String subscriptions) {
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'commits': [{'type': 'POSTPAID', 'name': 'Minimum', 'product_id': '%s', 'priority': 100,
             'access_schedule': {'schedule_items': [{'amount': 10000, 'starting_at': '2025-01-01T00:00:00Z',
               'ending_before': '2025-02-01T00:00:00Z'}]}, 'invoice_schedule': {'schedule_items': [%s]}%s}]%s\
            """.formatted(
                        account.fixedProduct, payment("2025-02-01T00:00:00Z", 10_000), more, subscriptions));
    }

    private List<String> restOfJanuary() {
        return trueUps().stream().filter(one -> one.startsWith("2025-02-01")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ON_USAGE_INVOICE", "ON_SCHEDULED_INVOICE"})
    void it_waits_for_what_a_subscription_charges_from_its_time_on_and_collects_later(String placement) {
        january("", billedQuarterly(placement));
        for (String now : List.of("2025-02-03T00:00:00Z", "2025-03-03T00:00:00Z", "2025-03-31T23:59:59Z")) {
            server.advanceTo(now);
            assertThat(restOfJanuary()).as(now).singleElement().asString().startsWith("2025-02-01 DRAFT");
        }
        assertThat(restOfJanuary()).containsExactly("2025-02-01 DRAFT 7000");
        server.advanceTo("2025-04-02T00:00:00Z");
        assertThat(restOfJanuary()).containsExactly("2025-02-01 FINALIZED 7000");
        assertThat(ledger())
                .containsExactlyInAnyOrder(
                        "INITIAL_BALANCE 10000 @2025-01-01",
                        "AUTOMATED_INVOICE_DEDUCTION -3000 @2025-02-01",
                        "TRUEUP -7000 @2025-02-01");
        assertThat(verdict()).isEmpty();
    }

    @Test
    void it_does_not_wait_for_what_its_commit_cannot_pay() {
        january(", 'applicable_product_ids': ['" + account.usageProduct + "']", billedQuarterly("ON_USAGE_INVOICE"));
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(restOfJanuary()).containsExactly("2025-02-01 FINALIZED 10000");
        assertThat(verdict()).isEmpty();
    }

    private JsonNode trueUp() {
        return ofType("SCHEDULED").getFirst();
    }

    private String usage(String start, String status) {
        return ofType("USAGE").stream()
                .filter(invoice ->
                        start(invoice).equals(start) && status(invoice).equals(status))
                .map(InvoicesOnAServer::id)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_rest_of_a_commit_is_one_line_that_names_it_C_84() {
        var contract = quarter();
        use("a", "2025-01-05T00:00:00Z", 90_000);
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(trueUps()).containsExactly("2025-04-01 FINALIZED 10000");
        JsonNode line = trueUp().at("/line_items/0");
        String commit = contract.read().at("/commits/0/id").stringValue();
        assertThat(line.get("type").stringValue()).isEqualTo("commit_purchase");
        assertThat(line.get("commit_type").stringValue()).isEqualTo("PostpaidCommit");
        assertThat(line.at("/postpaid_commit/id").stringValue()).isEqualTo(commit);
        assertThat(line.get("commit_id").stringValue()).isEqualTo(commit);
        assertThat(line.get("quantity").intValue()).isOne();
        assertThat(line.get("product_type").stringValue()).isEqualTo("FixedProductListItem");
        assertThat(ledger()).last().isEqualTo("TRUEUP -10000 @2025-04-01");
        assertThat(trueUp().at("/external_invoice/external_status").stringValue())
                .isNotEqualTo("SKIPPED");
        assertThat(verdict()).isEmpty();
    }

    @Test
    void a_commit_that_is_used_up_has_no_true_up_until_an_invoice_is_voided_C_85() {
        quarter();
        use("a", "2025-01-05T00:00:00Z", 90_000);
        use("b", "2025-02-05T00:00:00Z", 30_000);
        server.advanceTo("2025-03-03T00:00:00Z");
        assertThat(trueUps()).isEmpty();
        String february = usage("2025-02-01", "FINALIZED");
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(trueUps()).isEmpty();
        assertThat(ledger()).hasSize(3).noneMatch(entry -> entry.startsWith("TRUEUP"));
        assertThat(verdict()).isEmpty();

        post("/v1/invoices/void", february).ok();
        assertThat(trueUps()).containsExactly("2025-04-01 DRAFT 10000");
        server.settle();
        assertThat(trueUps()).as("it can be regenerated first").containsExactly("2025-04-01 DRAFT 10000");
        assertThat(verdict()).isEmpty();
        post("/v1/invoices/regenerate", february).ok();
        assertThat(trueUps()).isEmpty();

        post("/v1/invoices/void", usage("2025-02-01", "FINALIZED")).ok();
        server.advanceTo("2025-04-05T00:00:00Z");
        assertThat(trueUps()).as("and is not for a day").containsExactly("2025-04-01 FINALIZED 10000");
        assertThat(verdict()).isEmpty();
    }

    @Test
    void what_is_billed_elsewhere_expires_C_100() {
        acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'ending_before': '2025-04-01T00:00:00Z', 'commits': ["
                        + postpaid("'do_not_invoice': true, " + due("2025-04-01T00:00:00Z")) + "]");
        use("a", "2025-01-05T00:00:00Z", 90_000);
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(trueUps()).isEmpty();
        assertThat(ledger()).last().isEqualTo("EXPIRATION -10000 @2025-04-01");
        assertThat(verdict()).isEmpty();
    }

    @Test
    void a_marketplace_gets_no_true_up_and_the_ledger_has_it_C_101() {
        quarter(acme.aws(), "");
        use("a", "2025-03-05T00:00:00Z", 90_000);
        server.advanceTo("2025-04-05T00:00:00Z");
        assertThat(trueUps()).containsExactly("2025-04-01 FINALIZED 10000");
        assertThat(trueUp().at("/external_invoice/external_status").stringValue())
                .isEqualTo("SKIPPED");
        assertThat(trueUp().at("/external_invoice/billing_provider_type").stringValue())
                .isEqualTo("aws_marketplace");
        assertThat(ledger()).last().isEqualTo("TRUEUP -10000 @2025-04-01");
        assertThat(database()
                        .sql("SELECT count(*) FROM metered_invoice WHERE invoice_id = '" + id(trueUp()) + "'")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(database()
                        .sql("SELECT sum(quantity) FROM metering_record")
                        .query(Integer.class)
                        .single())
                .as("usage under the commit is in the total, and metered")
                .isEqualTo(90_000);
        assertThat(verdict()).isEmpty();
    }

    @Test
    void it_stands_beside_the_other_scheduled_invoices_of_its_date_and_goes_where_they_go() {
        quarter(acme.stripe(), charges(item("2025-03-31T00:00:00Z", 70)).formatted(account.fixedProduct));
        api().post("/v1/contracts/customerCommits/create", """
            {'customer_id': '%s', 'invoice_contract_id': '%s', %s\
            """.formatted(
                                acme.id(),
                                trueUp().get("contract_id").stringValue(),
                                postpaid(due("2025-04-01T00:00:00Z")).strip().substring(1)))
                .ok();
        assertThat(trueUps())
                .containsExactlyInAnyOrder("2025-03-31 DRAFT 70", "2025-04-01 DRAFT 100000", "2025-04-01 DRAFT 100000");
        use("a", "2025-01-05T00:00:00Z", 140_000);
        assertThat(trueUps())
                .containsExactlyInAnyOrder("2025-03-31 DRAFT 70", "2025-04-01 DRAFT 0", "2025-04-01 DRAFT 60000");
        JsonNode preview = api().post("/downbeat/v1/contracts/previewProviderChange", """
            {'customer_id': '%s', 'contract_id': '%s', 'add_billing_provider_configuration_update':
              {'billing_provider_configuration': {'billing_provider_configuration_id': '%s'},
               'schedule': {'effective_at': 'START_OF_NEXT_PERIOD'}}}\
            """.formatted(
                                acme.id(), trueUp().get("contract_id").stringValue(), acme.otherStripe()))
                .ok()
                .get("data");
        assertThat(preview.get("invoices").valueStream())
                .filteredOn(one -> one.get("issued_at").stringValue().startsWith("2025-04-01")
                        && one.get("type").stringValue().equals("SCHEDULED"))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.get("changes").booleanValue()).isTrue());
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(trueUps()).containsExactlyInAnyOrder("2025-03-31 FINALIZED 70", "2025-04-01 FINALIZED 60000");
        assertThat(verdict()).isEmpty();
    }

    private Api.Answer edit(AccountFixture.Contract contract, String more) {
        return api().post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), more));
    }

    @Test
    void it_follows_edits_of_its_commit_until_it_is_final() {
        var contract = quarter();
        JsonNode commit = contract.read().at("/commits/0");
        String update =
                "'update_commits': [{'commit_id': '%s', 'access_schedule': {'update_schedule_items': [{'id': '%s',"
                        + " 'amount': %d}]}, 'invoice_schedule': {'update_schedule_items': [{'id': '%s', 'amount': %d,"
                        + " 'timestamp': '%s'}]}}]";
        String segment = commit.at("/access_schedule/schedule_items/0/id").stringValue();
        String item = commit.at("/invoice_schedule/schedule_items/0/id").stringValue();
        String id = commit.get("id").stringValue();
        assertThat(edit(contract, update.formatted(id, segment, 60_000, item, 50_000, "2025-04-01T00:00:00Z"))
                        .refused(400))
                .contains("exactly one item, equal to its access");
        edit(contract, update.formatted(id, segment, 60_000, item, 60_000, "2025-04-15T00:00:00Z"))
                .ok();
        assertThat(trueUps()).containsExactly("2025-04-15 DRAFT 60000");
        // An earlier end of the contract leaves the date, and what is owed.
        updateEnd(contract, "'ending_before': '2025-03-01T00:00:00Z',", false).ok();
        assertThat(trueUps()).containsExactly("2025-04-15 DRAFT 60000");
        server.advanceTo("2025-04-20T00:00:00Z");
        assertThat(trueUps()).containsExactly("2025-04-15 FINALIZED 60000");
        assertThat(edit(contract, update.formatted(id, segment, 70_000, item, 70_000, "2025-04-15T00:00:00Z"))
                        .refused(400))
                .contains("is used by finalized invoice");
        assertThat(edit(contract, "'archive_commits': [{'id': '" + id + "'}]").refused(400))
                .contains("bills what is left of this commit");
        assertThat(api().post("/v1/contracts/addManualBalanceLedgerEntry", """
            {'customer_id': '%s', 'contract_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': 50, 'reason': 'x'}\
            """.formatted(
                                        acme.id(), contract.id(), id, segment))
                        .refused(400))
                .isEqualTo("void invoice " + id(trueUp())
                        + " first: it bills what is left of this commit; regenerate it after the entry");
        post("/v1/invoices/void", id(trueUp())).ok();
        edit(contract, "'archive_commits': [{'id': '" + id + "'}]").ok();
        assertThat(post("/v1/invoices/regenerate", id(trueUp())).refused(400)).startsWith("nothing is left of commit");
        assertThat(verdict()).isEmpty();
    }

    @Test
    void an_archived_contract_or_commit_and_a_rest_that_is_waived_owe_nothing() {
        var archived = quarter();
        var without = quarter();
        var waived = quarter();
        assertThat(trueUps()).hasSize(3);
        edit(
                        without,
                        "'archive_commits': [{'id': '"
                                + without.read().at("/commits/0/id").stringValue() + "'}]")
                .ok();
        server.bean(Transactions.class).run(() -> waive(waived));
        assertThat(trueUps()).containsExactly("2025-04-01 DRAFT 100000");
        api().post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                .formatted(acme.id(), archived.id()))
                .ok();
        assertThat(trueUps()).containsExactly("2025-04-01 VOID 0");
        server.advanceTo("2025-04-03T00:00:00Z");
        assertThat(trueUps()).containsExactly("2025-04-01 VOID 0");
        assertThat(verdict()).isEmpty();
    }

    private void waive(AccountFixture.Contract contract) {
        Balances balances = server.bean(Balances.class);
        CustomerId customer = new CustomerId(UUID.fromString(acme.id()));
        balances.hold(List.of(customer));
        Balance before = balances.find(
                        customer,
                        new BalanceId(UUID.fromString(
                                contract.read().at("/commits/0/id").stringValue())))
                .orElseThrow();
        balances.update(before.withRestWaived());
        server.bean(Transactions.class).publish(new BalanceChanged(before, before.withRestWaived()));
    }

    @Test
    void what_was_billed_is_given_back_by_voiding_it_and_a_usage_invoice_only_after_it() {
        quarter();
        use("a", "2025-03-05T00:00:00Z", 90_000);
        server.advanceTo("2025-04-03T00:00:00Z");
        String march = usage("2025-03-01", "FINALIZED");
        String billed = id(trueUp());
        assertThat(post("/v1/invoices/void", march).refused(400))
                .startsWith("void invoice " + billed + " first: it bills what is left of commit ");
        post("/v1/invoices/void", billed).ok();
        assertThat(ledger()).as("the rest is open").last().isEqualTo("AUTOMATED_INVOICE_DEDUCTION -90000 @2025-04-01");
        acme.use("late", "2025-03-06T00:00:00Z", 4_000);
        post("/v1/invoices/void", march).ok();
        post("/v1/invoices/regenerate", march).ok();
        post("/v1/invoices/regenerate", billed).ok();
        assertThat(trueUps()).containsExactlyInAnyOrder("2025-04-01 VOID 10000", "2025-04-01 FINALIZED 6000");
        assertThat(ledger())
                .containsExactly(
                        "INITIAL_BALANCE 100000 @2025-01-01",
                        "AUTOMATED_INVOICE_DEDUCTION -94000 @2025-04-01",
                        "TRUEUP -6000 @2025-04-01");
        assertThat(verdict()).isEmpty();
    }

    /**
     * One server has claimed the true-up and the other the last usage it waits for, with late usage in both; whichever comes
     * first to the customer's balances, and one of them even dies there.
     */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"the true-up first", "the usage first", "the server with the usage dies"})
    void two_servers_bill_usage_and_rest_to_the_cent(String order) throws Exception {
        var contract = quarter();
        use("a", "2025-03-05T00:00:00Z", 61_003);
        server.advanceTo("2025-04-01T23:59:59Z");
        acme.use("late", "2025-03-20T00:00:00Z", 1_234);
        Instant due = Instant.parse("2025-04-02T00:00:00Z");
        boolean trueUpFirst = order.startsWith("the true-up");
        try (TestServer other = server.another(Map.of());
                ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Future<Integer> first;
            Future<Integer> second;
            try (Connection balances = holding("SELECT FROM balance_customer FOR UPDATE")) {
                try (Connection drafts = holding("SELECT FROM invoice WHERE status = 'DRAFT' AND true_up_of IS "
                        + (trueUpFirst ? "NULL" : "NOT NULL") + " FOR UPDATE")) {
                    first = pool.submit(
                            () -> server.bean(FinalizeInvoices.class).runDue(due));
                    LockWaits.await(server.database(), 1);
                    drafts.rollback();
                }
                second = pool.submit(() -> other.bean(FinalizeInvoices.class).runDue(due));
                LockWaits.await(server.database(), 2);
                if (order.endsWith("dies")) {
                    database()
                            .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = (SELECT pid"
                                    + " FROM pg_stat_activity WHERE wait_event_type = 'Lock' ORDER BY query_start"
                                    + " LIMIT 1)")
                            .query(Boolean.class)
                            .single();
                }
                balances.rollback();
            }
            try {
                first.get();
            } catch (ExecutionException died) {
                assertThat(order).endsWith("dies");
            }
            second.get();
            other.bean(FinalizeInvoices.class).runDue(due.plusSeconds(61));
            server.bean(FinalizeInvoices.class).runDue(due.plusSeconds(122));
        }
        assertThat(trueUps()).containsExactly("2025-04-01 FINALIZED 37763");
        assertThat(ledger())
                .containsExactly(
                        "INITIAL_BALANCE 100000 @2025-01-01",
                        "AUTOMATED_INVOICE_DEDUCTION -62237 @2025-04-01",
                        "TRUEUP -37763 @2025-04-01");
        assertThat(contract.read().at("/commits").size()).isOne();
        assertThat(verdict()).isEmpty();
    }

    private Connection holding(String sql) throws SQLException {
        Connection connection = server.database().connect();
        connection.setAutoCommit(false);
        try (var lock = connection.createStatement()) {
            lock.execute(sql);
        }
        return connection;
    }
}
