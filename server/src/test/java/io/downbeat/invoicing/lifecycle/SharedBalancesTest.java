package io.downbeat.invoicing.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.InvoicesOnAServer;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import io.downbeat.testing.TestServer;
import io.downbeat.verification.Verification;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Two contracts of each customer share two credits that do not last for a year, and are finalized month by month by two
 * servers at once: each holds one of the two invoices and waits for the customer's balances before either may draw.
 */
class SharedBalancesTest extends InvoicesOnAServer {
    private static final int CUSTOMERS = 5;
    private static final int MONTHS = 10;
    private static final String ADJUST = "/v1/contracts/addManualBalanceLedgerEntry";
    /** Of any draw that stands: what its segment had, and all that was drawn of it. */
    private static final String OVERDRAWN = """
        SELECT count(*) FROM balance_segment s
        WHERE (SELECT sum(amount) FROM balance_draw d WHERE d.segment_id = s.id AND d.voided_at IS NULL)
            > s.amount + coalesce((SELECT sum(amount) FROM balance_manual_entry m WHERE m.segment_id = s.id
                AND m.amount > 0), 0)
        """;

    private static final String UNLIKE_THEIR_LINES = """
        SELECT count(*) FROM invoice i WHERE i.status = 'FINALIZED'
            AND (SELECT coalesce(sum(amount), 0) FROM balance_draw d WHERE d.invoice_id = i.id AND d.voided_at IS NULL)
                <> (SELECT coalesce(-sum(total), 0) FROM invoice_line l WHERE l.invoice_id = i.id
                    AND l.type = 'applied_commit_or_credit')
        """;

    /** Two contracts that bill the same usage, and the credits that pay for both. */
    private record Sharing(AccountFixture.Customer customer, List<String> contracts, List<Credit> credits) {}

    private record Credit(String id, String segment) {}

    private final List<Sharing> all = new ArrayList<>();
    private TestServer other;
    private ExecutorService pool;

    @BeforeEach
    void shareCredits() {
        other = server.another(Map.of());
        pool = Executors.newFixedThreadPool(12);
        for (int i = 0; i < CUSTOMERS; i++) {
            AccountFixture.Customer customer = account.customer("sharing-" + i);
            all.add(new Sharing(
                    customer,
                    List.of(contract(customer), contract(customer)),
                    List.of(credit(customer, 1, 700 + i), credit(customer, 2, 900 - 7 * i))));
        }
    }

    @AfterEach
    void stopTheOther() {
        pool.close();
        other.close();
    }

    private String contract(AccountFixture.Customer customer) {
        return api().post(
                        "/v1/contracts/create",
                        "{'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'}"
                                .formatted(customer.id(), account.rateCard))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private Credit credit(AccountFixture.Customer customer, int priority, int amount) {
        String id = api().post("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'product_id': '%s', 'priority': %d, 'access_schedule': {'schedule_items': [
              {'amount': %d, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}\
            """.formatted(
                                customer.id(), account.fixedProduct, priority, amount))
                .ok()
                .at("/data/id")
                .stringValue();
        String segment = database()
                .sql("SELECT id::text FROM balance_segment WHERE balance_id = '" + id + "'")
                .query(String.class)
                .single();
        return new Credit(id, segment);
    }

    /** Uses something in the month, and lets its drafts come to a second before they fall due. */
    private void upToTheEndOf(int month) {
        Instant due = due(month);
        server.advanceTo(due.minusSeconds(1).toString());
        for (Sharing sharing : all) {
            String name = sharing.customer.name();
            sharing.customer.use(
                    name + "-" + month, due.minusSeconds(36 * 3600).toString(), 60 + 9L * month + all.indexOf(sharing));
        }
    }

    private static Instant due(int month) {
        return Instant.parse("2025-%02d-02T00:00:00Z".formatted(month + 1));
    }

    /** What stands on the month's invoices, as the API shows it, by their ids. */
    private Map<String, List<JsonNode>> shown(int month, String status) {
        Map<String, List<JsonNode>> shown = new HashMap<>();
        String start = "2025-%02d-01".formatted(month);
        for (Sharing sharing : all) {
            for (JsonNode invoice : sharing.customer.invoices()) {
                if (start(invoice).equals(start) && status(invoice).equals(status)) {
                    shown.put(id(invoice), List.of(invoice.get("total"), invoice.get("line_items")));
                }
            }
        }
        return shown;
    }

    private Connection holding(String sql) throws SQLException {
        Connection connection = server.database().connect();
        connection.setAutoCommit(false);
        try (var lock = connection.createStatement()) {
            lock.execute(sql);
        }
        return connection;
    }

    private Connection holdingAllBalances() throws SQLException {
        return holding("SELECT FROM balance_customer FOR UPDATE");
    }

    /**
     * Each server finalizes one of the two invoices of each customer, and both have claimed theirs before either reads what
     * is left.
     *
     * @param between what others do while the two wait
     * @return what these were answered
     */
    private List<Api.Answer> finalizeByBoth(int month, List<Callable<Api.Answer>> between) throws Exception {
        String second = all.stream()
                .map(sharing -> "'" + sharing.contracts.get(month % 2) + "'")
                .collect(Collectors.joining(","));
        List<Future<Integer>> finalizing = new ArrayList<>();
        List<Future<Api.Answer>> others = new ArrayList<>();
        try (Connection balances = holdingAllBalances()) {
            try (Connection drafts = holding(
                    "SELECT FROM invoice WHERE status = 'DRAFT' AND contract_id IN (" + second + ") FOR UPDATE")) {
                finalizing.add(
                        pool.submit(() -> server.bean(FinalizeInvoices.class).runDue(due(month))));
                LockWaits.await(server.database(), 1);
                drafts.rollback();
            }
            finalizing.add(pool.submit(() -> other.bean(FinalizeInvoices.class).runDue(due(month))));
            LockWaits.await(server.database(), 2);
            between.forEach(one -> others.add(pool.submit(one)));
            balances.rollback();
        }
        for (Future<Integer> one : finalizing) {
            assertThat(one.get()).isEqualTo(CUSTOMERS);
        }
        List<Api.Answer> answers = new ArrayList<>();
        for (Future<Api.Answer> one : others) {
            answers.add(one.get());
        }
        return answers;
    }

    private void nothingIsDrawnTwice() {
        assertThat(count(OVERDRAWN)).isZero();
        assertThat(count(UNLIKE_THEIR_LINES)).isZero();
        var verdict = server.bean(Verification.class).verify(Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"));
        assertThat(verdict.violations()).isEmpty();
    }

    private int count(String sql) {
        return database().sql(sql).query(Integer.class).single();
    }

    /** The first credit's priority goes before or behind the second's, and a little is added to it or taken of it. */
    private List<Callable<Api.Answer>> editsAndEntries(int month) {
        List<Callable<Api.Answer>> changes = new ArrayList<>();
        for (Sharing sharing : all) {
            String customer = sharing.customer.id();
            Credit credit = sharing.credits.getFirst();
            Api one = all.indexOf(sharing) % 2 == 0 ? api() : other.api();
            changes.add(() -> one.post(
                    "/v2/contracts/credits/edit",
                    "{'customer_id': '%s', 'credit_id': '%s', 'priority': %d}"
                            .formatted(customer, credit.id, month % 4 == 2 ? 3 : 0)));
            changes.add(() -> one.post(
                    ADJUST,
                    "{'customer_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': %d, 'reason': 'agreed'}"
                            .formatted(customer, credit.id, credit.segment, month % 4 == 2 ? -120 : 35)));
        }
        return changes;
    }

    @Test
    void two_servers_draw_on_shared_credits_what_the_drafts_promised_and_never_more_than_there_is() throws Exception {
        for (int month = 1; month <= MONTHS; month++) {
            boolean undisturbed = month % 2 == 1;
            upToTheEndOf(month);
            Map<String, List<JsonNode>> promised = shown(month, "DRAFT");
            finalizeByBoth(month, undisturbed ? List.of() : editsAndEntries(month))
                    .forEach(Api.Answer::ok);
            Map<String, List<JsonNode>> finalized = shown(month, "FINALIZED");
            assertThat(finalized).hasSize(2 * CUSTOMERS);
            assertThat(finalized.keySet()).isEqualTo(promised.keySet());
            if (undisturbed) {
                assertThat(finalized).as("month " + month).isEqualTo(promised);
            }
            nothingIsDrawnTwice();
        }
        assertThat(count("SELECT count(*) FROM invoice WHERE status = 'FINALIZED' AND total > 0"))
                .as("invoices for which the credits did not last")
                .isPositive();
    }

    /** A little less than the invoices that wait are about to draw, so that what comes first decides whether it is allowed. */
    private List<Callable<Api.Answer>> smallerAmounts() {
        List<Callable<Api.Answer>> changes = new ArrayList<>();
        for (Sharing sharing : all) {
            Credit credit = sharing.credits.getFirst();
            int amount = database()
                            .sql("SELECT coalesce(sum(amount), 0) FROM balance_draw WHERE segment_id = CAST(? AS uuid)")
                            .param(credit.segment)
                            .query(Integer.class)
                            .single()
                    + 40 * all.indexOf(sharing);
            Api one = all.indexOf(sharing) % 2 == 0 ? api() : other.api();
            changes.add(() -> one.post("/v2/contracts/credits/edit", """
                {'customer_id': '%s', 'credit_id': '%s', 'access_schedule': {'update_schedule_items': [
                  {'id': '%s', 'amount': %d}]}}\
                """.formatted(
                            sharing.customer.id(), credit.id, credit.segment, amount)));
        }
        return changes;
    }

    @Test
    void an_amount_that_is_lowered_while_two_servers_draw_on_it_is_never_less_than_they_have_drawn() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int month = 1; month <= 4; month++) {
            upToTheEndOf(month);
            finalizeByBoth(month, smallerAmounts()).forEach(answer -> statuses.add(answer.status()));
            nothingIsDrawnTwice();
        }
        assertThat(statuses).hasSize(4 * CUSTOMERS).containsOnly(200, 400);
    }

    @Test
    void an_invoice_voided_on_one_server_while_the_other_finalizes_the_next_month_gives_back_what_it_drew()
            throws Exception {
        upToTheEndOf(1);
        assertThat(finalizeByBoth(1, List.of())).isEmpty();
        for (int month = 2; month <= 6; month++) {
            upToTheEndOf(month);
            List<String> voided = List.copyOf(shown(month - 1, "FINALIZED").keySet());
            List<Future<Api.Answer>> voids = new ArrayList<>();
            Future<Integer> finalizing;
            try (Connection balances = holdingAllBalances()) {
                Instant due = due(month);
                finalizing =
                        pool.submit(() -> server.bean(FinalizeInvoices.class).runDue(due));
                LockWaits.await(server.database(), 1);
                voided.forEach(id -> voids.add(pool.submit(() -> post(other, "void", id))));
                balances.rollback();
            }
            assertThat(finalizing.get()).isEqualTo(2 * CUSTOMERS);
            for (Future<Api.Answer> one : voids) {
                one.get().ok();
            }
            nothingIsDrawnTwice();
            voided.forEach(id -> post(server, "regenerate", id).ok());
            nothingIsDrawnTwice();
        }
    }

    private static Api.Answer post(TestServer to, String what, String invoice) {
        return to.api().post("/v1/invoices/" + what, "{'id': '" + invoice + "'}");
    }
}
