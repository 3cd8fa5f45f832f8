package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * A customer with a commit paid ahead, one in arrears that nothing draws on, a credit and an override, whose January was voided and regenerated and whose credit an entry by
 * hand then took below what was drawn; and one fault after the other planted into what its balances came to.
 */
class BalanceFaultsTest {
    private static final String APPLIED_IS_DRAWN = "what_an_invoices_lines_apply_of_a_segment_is_what_it_drew";
    private static final String OVERDRAWN = "no_segment_is_drawn_beyond_what_it_had";
    private static final String GIVEN_BACK = "only_an_invoice_that_stands_keeps_what_it_drew";
    private static final String BILLED_ONCE = "a_payment_for_a_commit_is_billed_once";
    private static final String COUNTED = "a_purchase_counts_as_its_invoice_bills_it";
    private static final String ROLLED_OVER = "what_rolled_over_into_a_balance_is_what_it_has";
    private static final String BEHIND = "an_applied_line_stands_right_behind_what_it_takes_off";
    private static final String ONE_TRUE_UP = "what_is_left_of_a_postpaid_commit_is_billed_by_one_invoice";
    private static final String ALL_THAT_IS_LEFT = "a_true_up_bills_all_that_its_commit_has_left";
    private static final String FORGOTTEN = "no_rest_of_a_postpaid_commit_is_forgotten";
    private static final String SEALED = "a_finalized_invoice_is_as_it_was_sealed";
    private static final String SUM = "an_invoices_total_is_the_sum_of_its_lines";

    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;
    /** Ids of the invoices and balances that the faults name. */
    private static final Map<String, String> INVOICES = new HashMap<>();

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        acme = account.customer("acme");
        agree();
        renewTwice();
        String credit = credit();
        acme.use("t1", "2025-01-01T05:00:00Z", 1250);
        server.advanceTo("2025-02-10T00:00:00Z");
        INVOICES.put("VOIDED", usageInvoice("2025-01-01", "FINALIZED"));
        api.post("/v1/invoices/void", "{'id': '" + INVOICES.get("VOIDED") + "'}")
                .ok();
        api.post("/v1/invoices/regenerate", "{'id': '" + INVOICES.get("VOIDED") + "'}")
                .ok();
        api.post("/v1/contracts/addManualBalanceLedgerEntry", """
            {'customer_id': '%s', 'id': '%s', 'segment_id': '%s', 'amount': -50, 'reason': 'given in error'}\
            """.formatted(
                        acme.id(), credit, query("SELECT id FROM balance_segment WHERE balance_id = '%s'", credit)))
                .ok();
        acme.use("t2", "2025-02-09T05:00:00Z", 700);
        server.advanceTo("2025-03-10T00:00:00Z");
        INVOICES.put("JANUARY", usageInvoice("2025-01-01", "FINALIZED"));
        INVOICES.put("FEBRUARY", usageInvoice("2025-02-01", "FINALIZED"));
        INVOICES.put("PURCHASE", query("""
            SELECT invoice_id FROM invoice_line WHERE type = 'commit_purchase' AND starting_at = '2025-02-01T00:00:00Z'
            """));
        INVOICES.put("TRUEUP", query("SELECT id FROM invoice WHERE true_up_of IS NOT NULL AND total = 300"));
    }

    /** What is left of a credit of 400 has rolled over by now, and that will roll over again. */
    private static void renewTwice() {
        AccountFixture.Customer globex = account.customer("globex");
        var old = globex.contract("2025-01-01T00:00:00Z", globex.stripe(), """
            , 'credits': [{'name': 'K', 'product_id': '%s', 'rollover_fraction': 1, 'access_schedule': {'schedule_items': [
              {'amount': 400, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}]\
            """.formatted(account.fixedProduct));
        INVOICES.put("ROLLING", old.read().at("/credits/0/id").stringValue());
        String renewal = ", 'transition': {'type': 'RENEWAL', 'from_contract_id': '%s'}";
        var next = globex.contract("2025-02-01T00:00:00Z", globex.stripe(), renewal.formatted(old.id()));
        INVOICES.put("SETTLED", next.read().at("/credits/0/id").stringValue());
        var last = globex.contract("2025-06-01T00:00:00Z", globex.stripe(), renewal.formatted(next.id()));
        INVOICES.put("PENDING", last.read().at("/credits/0/id").stringValue());
    }

    /** January comes to 625 cents, of which the credit pays 500; February to 350. */
    private static void agree() {
        api.post("/v1/contracts/create", """
            {'customer_id': '%1$s', 'rate_card_id': '%2$s', 'starting_at': '2025-01-01T00:00:00Z', 'commits': [
              {'type': 'PREPAID', 'product_id': '%3$s', 'priority': 10, 'access_schedule': {'schedule_items': [
                 {'amount': 10000, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]},
               'invoice_schedule': {'schedule_items': [{'timestamp': '2025-01-01T00:00:00Z', 'amount': 4000},
                 {'timestamp': '2025-02-01T00:00:00Z', 'amount': 4000.4}]}},
              {'type': 'POSTPAID', 'product_id': '%3$s', 'priority': 10, 'applicable_product_tags': ['none has it'],
               'access_schedule': {'schedule_items': [
                 {'amount': 300.4, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z'}]},
               'invoice_schedule': {'schedule_items': [{'timestamp': '2025-02-15T00:00:00Z', 'amount': 300.4}]}}],
             'overrides': [{'product_id': '%4$s', 'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 0.5}]}\
            """.formatted(
                                acme.id(), account.rateCard, account.fixedProduct, account.usageProduct))
                .ok();
    }

    private static String credit() {
        return api.post("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [
              {'amount': 500, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-03-01T00:00:00Z'}]}}\
            """.formatted(acme.id(), account.fixedProduct))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static String usageInvoice(String start, String status) {
        for (JsonNode invoice : acme.invoices()) {
            if (invoice.get("type").stringValue().equals("USAGE")
                    && invoice.get("status").stringValue().equals(status)
                    && invoice.get("start_timestamp").stringValue().startsWith(start)) {
                return invoice.get("id").stringValue();
            }
        }
        throw new AssertionError("no invoice of " + start + " is " + status);
    }

    private static String query(String sql, Object... values) {
        return JdbcClient.create(server.database().dataSource())
                .sql(sql.formatted(values))
                .query((row, number) -> row.getString(1))
                .single();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Planted fault(String invoice, String fault, String... names) {
        return new Planted(fault, invoice, Set.of(names));
    }

    private static Planted faultOfSeveral(String fault, String... names) {
        return new Planted(fault, null, Set.of(names));
    }

    static Stream<Planted> faults() {
        String segmentOfFebruary = " WHERE id IN (SELECT segment_id FROM balance_draw WHERE invoice_id = 'FEBRUARY')";
        String applied = " WHERE invoice_id = 'FEBRUARY' AND type = 'applied_commit_or_credit'";
        return Stream.of(
                fault(
                        "FEBRUARY",
                        "UPDATE balance_draw SET amount = amount + 1 WHERE invoice_id = 'FEBRUARY'",
                        APPLIED_IS_DRAWN),
                fault("FEBRUARY", "DELETE FROM balance_draw WHERE invoice_id = 'FEBRUARY'", APPLIED_IS_DRAWN),
                fault(
                        "FEBRUARY",
                        "UPDATE balance_draw SET voided_at = now() WHERE invoice_id = 'FEBRUARY'",
                        APPLIED_IS_DRAWN),
                faultOfSeveral(
                        "UPDATE balance_draw SET invoice_id = 'PURCHASE' WHERE invoice_id = 'FEBRUARY'",
                        APPLIED_IS_DRAWN),
                fault("FEBRUARY", "DELETE FROM invoice_line" + applied, APPLIED_IS_DRAWN, SEALED, SUM),
                fault(
                        "FEBRUARY",
                        "UPDATE invoice_line SET total = total - 1" + applied,
                        APPLIED_IS_DRAWN,
                        BEHIND,
                        SEALED,
                        SUM),
                fault("FEBRUARY", "UPDATE balance_segment SET amount = 474" + segmentOfFebruary, OVERDRAWN),
                fault("FEBRUARY", "UPDATE balance_segment SET is_removed = true" + segmentOfFebruary, OVERDRAWN),
                // As if it had been there already when January was drawn for the second time.
                fault("JANUARY", "UPDATE balance_manual_entry SET created_at = '2025-02-09T00:00:00Z'", OVERDRAWN),
                fault("VOIDED", """
                    UPDATE balance_draw SET voided_at = NULL FROM balance b
                    WHERE b.id = balance_id AND b.type = 'PREPAID' AND invoice_id = 'VOIDED'
                    """, GIVEN_BACK),
                fault(
                        "FEBRUARY",
                        "UPDATE invoice SET status = 'VOID', voided_at = now() WHERE id = 'FEBRUARY'",
                        GIVEN_BACK),
                fault("PURCHASE", "DELETE FROM billed_item WHERE invoice_id = 'PURCHASE'", BILLED_ONCE),
                fault(
                        "PURCHASE",
                        "UPDATE billed_item SET invoice_id = 'VOIDED' WHERE invoice_id = 'PURCHASE'",
                        BILLED_ONCE),
                fault(
                        "PURCHASE",
                        "DELETE FROM invoice_line WHERE invoice_id = 'PURCHASE'",
                        BILLED_ONCE,
                        COUNTED,
                        SEALED,
                        SUM),
                fault("PURCHASE", copyOfThePurchase("PURCHASE"), BILLED_ONCE, SEALED, SUM),
                faultOfSeveral(
                        copyOfThePurchase("FEBRUARY"), BILLED_ONCE, "a_scheduled_item_is_billed_once", SEALED, SUM),
                fault("TRUEUP", "UPDATE balance_draw SET amount = amount - 0.4 WHERE is_true_up", ALL_THAT_IS_LEFT),
                fault(
                        "TRUEUP",
                        "UPDATE invoice_line SET total = 299 WHERE invoice_id = 'TRUEUP'",
                        ALL_THAT_IS_LEFT,
                        COUNTED,
                        SEALED,
                        SUM),
                faultOfSeveral("DELETE FROM balance_draw WHERE is_true_up", ALL_THAT_IS_LEFT),
                faultOfSeveral(
                        "DROP INDEX invoice_one_live_true_up; UPDATE invoice SET true_up_of = (SELECT true_up_of FROM"
                                + " invoice WHERE id = 'TRUEUP') WHERE id = 'PURCHASE'",
                        ONE_TRUE_UP,
                        ALL_THAT_IS_LEFT),
                faultOfSeveral(
                        "UPDATE invoice SET true_up_of = NULL WHERE id = 'TRUEUP';"
                                + " DELETE FROM balance_draw WHERE is_true_up",
                        FORGOTTEN),
                faultOfSeveral("UPDATE balance_segment SET amount = 401 WHERE balance_id = 'SETTLED'", ROLLED_OVER),
                faultOfSeveral("UPDATE balance_segment SET amount = 399 WHERE balance_id = 'ROLLING'", ROLLED_OVER),
                faultOfSeveral("UPDATE balance_segment SET amount = 5 WHERE balance_id = 'PENDING'", ROLLED_OVER),
                faultOfSeveral("UPDATE balance SET rollover_frozen_at = NULL WHERE id = 'SETTLED'", ROLLED_OVER),
                faultOfSeveral("UPDATE balance_rollover SET amount = 399", ROLLED_OVER),
                faultOfSeveral("DELETE FROM balance_rollover", ROLLED_OVER),
                faultOfSeveral(
                        "UPDATE balance_transition SET renewed_at = renewed_at + interval '1 hour'", ROLLED_OVER),
                fault("FEBRUARY", """
                    INSERT INTO balance_rollover (customer_id, segment_id, contract_id, balance_id, into_balance_id, amount)
                    SELECT s.customer_id, s.id, b.contract_id, b.id, b.id, 9999
                    FROM balance_segment s JOIN balance b ON b.customer_id = s.customer_id AND b.id = s.balance_id
                    WHERE b.type = 'PREPAID'
                    """, OVERDRAWN),
                fault("FEBRUARY", "UPDATE invoice_line SET position = position + 10" + applied, BEHIND, SEALED),
                fault("FEBRUARY", """
                    UPDATE invoice_line SET balance_segment_id = gen_random_uuid()
                    WHERE invoice_id = 'FEBRUARY' AND type = 'usage' AND balance_segment_id IS NOT NULL
                    """, BEHIND, SEALED));
    }

    private static String copyOfThePurchase(String onto) {
        return """
            INSERT INTO invoice_line SELECT (jsonb_populate_record(l,
                jsonb_build_object('invoice_id', '%s', 'position', 99, 'id', gen_random_uuid()))).*
            FROM invoice_line l WHERE invoice_id = 'PURCHASE'
            """.formatted(onto);
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        assertThat(query("SELECT sum(amount) FROM balance_draw WHERE voided_at IS NULL"))
                .isEqualTo("1275.4");
        assertThat(query("SELECT count(*) FROM balance_draw WHERE voided_at IS NOT NULL"))
                .isEqualTo("2");
        var verdict = Planted.verdictAfter(server, "SELECT 1");
        assertThat(verdict.violations()).isEmpty();
        var names = new BalanceChecks().all().stream().map(Check::name).toList();
        assertThat(verdict.checks())
                .filteredOn(check -> names.contains(check.name()))
                .hasSize(9)
                .allSatisfy(
                        check -> assertThat(check.checked()).as(check.name()).isPositive());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        String fault = planted.fault();
        for (Map.Entry<String, String> invoice : INVOICES.entrySet()) {
            fault = fault.replace(invoice.getKey(), invoice.getValue());
        }
        var verdict = Planted.verdictAfter(server, fault);

        planted.assertFoundBy(verdict);
        if (planted.invoice() != null) {
            assertThat(verdict.violations())
                    .extracting(violation -> String.valueOf(violation.invoiceId()))
                    .containsOnly(INVOICES.get(planted.invoice()));
        }
    }
}
