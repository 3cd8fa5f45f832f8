package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is paid ahead for commits stands on invoices of its dates, once: rows of pricing.md, part 5. */
class CommitPaymentsTest extends InvoicesOnAServer {
    private static final String YEAR =
            "{'amount': 100000, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}";

    private String commit(String name, String payments) {
        return """
            {'type': 'PREPAID', 'name': '%s', 'product_id': '%s', 'access_schedule': {'schedule_items': [%s]},
             'invoice_schedule': {'schedule_items': [%s]}}\
            """.formatted(name, account.fixedProduct, YEAR, payments);
    }

    private static String payment(String day, int quantity, int unitPrice) {
        return "{'timestamp': '%sT00:00:00Z', 'quantity': %d, 'unit_price': %d}".formatted(day, quantity, unitPrice);
    }

    private List<String> shown(String type) {
        return ofType(type).stream()
                .filter(invoice -> !invoice.get("line_items").isEmpty())
                .map(invoice -> invoice.get("issued_at").stringValue().substring(0, 10) + " " + status(invoice) + " "
                        + invoice.get("total").decimalValue().toPlainString() + " "
                        + invoice.get("line_items")
                                .valueStream()
                                .filter(line -> !line.get("type").stringValue().equals("usage"))
                                .map(CommitPaymentsTest::line)
                                .toList())
                .toList();
    }

    private static String line(JsonNode line) {
        return line.get("type").stringValue() + " " + line.get("name").stringValue() + "="
                + line.get("total").decimalValue().toPlainString();
    }

    @Test
    void each_payment_is_a_line_on_the_invoice_of_its_date_beside_charges_and_other_commits() {
        acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'commits': [" + commit("A", payment("2025-02-01", 1, 80000) + ", " + payment("2025-03-01", 2, 300))
                        + ", " + commit("B", payment("2025-02-01", 1, 500)) + "]"
                        + charges(item("2025-02-01T00:00:00Z", 70)).formatted(account.fixedProduct));
        assertThat(shown("SCHEDULED"))
                .containsExactlyInAnyOrder(
                        "2025-02-01 DRAFT 80570 [scheduled Fee=70, commit_purchase A=80000, commit_purchase B=500]",
                        "2025-03-01 DRAFT 600 [commit_purchase A=600]");
        server.advanceTo("2025-03-02T00:00:00Z");
        assertThat(shown("SCHEDULED"))
                .containsExactlyInAnyOrder(
                        "2025-02-01 FINALIZED 80570 [scheduled Fee=70, commit_purchase A=80000, commit_purchase B=500]",
                        "2025-03-01 FINALIZED 600 [commit_purchase A=600]");
        JsonNode line = ofType("SCHEDULED").stream()
                .filter(invoice -> invoice.get("total").intValue() == 600)
                .findFirst()
                .orElseThrow()
                .at("/line_items/0");
        assertThat(line.get("commit_type").stringValue()).isEqualTo("PrepaidCommit");
        assertThat(line.get("product_type").stringValue()).isEqualTo("FixedProductListItem");
        assertThat(line.has("commit_id")).isTrue();
    }

    @Test
    void a_recurring_commit_is_paid_for_every_period_and_an_earlier_end_takes_back_what_has_not_come() {
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'recurring_commits': [{'product_id': '%s', 'name': 'Monthly', 'priority': 1,
              'starting_at': '2025-01-01T00:00:00Z', 'commit_duration': {'value': 1, 'unit': 'PERIODS'},
              'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 1000, 'quantity': 1},
              'invoice_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 750, 'quantity': 1}}]\
            """.formatted(account.fixedProduct));
        server.advanceTo("2025-01-02T00:00:00Z");
        assertThat(shown("SCHEDULED"))
                .containsExactlyInAnyOrder(
                        "2025-01-01 FINALIZED 750 [commit_purchase Monthly=750]",
                        "2025-02-01 DRAFT 750 [commit_purchase Monthly=750]");
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(shown("SCHEDULED"))
                .containsExactlyInAnyOrder(
                        "2025-01-01 FINALIZED 750 [commit_purchase Monthly=750]",
                        "2025-02-01 FINALIZED 750 [commit_purchase Monthly=750]",
                        "2025-03-01 DRAFT 750 [commit_purchase Monthly=750]");
        updateEnd(contract, "'ending_before': '2025-03-01T00:00:00Z',", true).ok();
        server.advanceTo("2025-04-02T00:00:00Z");
        assertThat(shown("SCHEDULED"))
                .containsExactlyInAnyOrder(
                        "2025-01-01 FINALIZED 750 [commit_purchase Monthly=750]",
                        "2025-02-01 FINALIZED 750 [commit_purchase Monthly=750]");
    }

    @Test
    void a_commit_of_the_customer_is_paid_on_the_contract_that_it_names() {
        var contract = acme.contract("2025-01-01T00:00:00Z");
        customerCommit(contract.id(), payment("2025-01-20", 1, 900)).ok();
        assertThat(shown("SCHEDULED")).containsExactly("2025-01-20 DRAFT 900 [commit_purchase Shared=900]");
        server.advanceTo("2025-01-21T00:00:00Z");
        assertThat(shown("SCHEDULED")).containsExactly("2025-01-20 FINALIZED 900 [commit_purchase Shared=900]");
        assertThat(api().post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-03-01T00:00:00Z'}")
                        .ok()
                        .get("ok")
                        .booleanValue())
                .isTrue();
    }

    /** pricing.md 4 and 5: it outlives the contract, and is paid on the contract's invoices all the same. */
    @Test
    void a_commit_of_the_customer_is_paid_on_its_dates_also_after_the_end_of_the_contract_that_it_names() {
        var contract = acme.contract("2025-01-01T00:00:00Z");
        customerCommit(contract.id(), payment("2025-01-20", 1, 900) + ", " + payment("2025-02-20", 1, 800))
                .ok();
        updateEnd(contract, "'ending_before': '2025-02-01T00:00:00Z',", true).ok();
        server.advanceTo("2025-02-10T00:00:00Z");
        customerCommit(contract.id(), payment("2025-02-10", 1, 70)).ok();
        assertThat(shown("SCHEDULED"))
                .containsExactlyInAnyOrder(
                        "2025-01-20 FINALIZED 900 [commit_purchase Shared=900]",
                        "2025-02-10 DRAFT 70 [commit_purchase Shared=70]",
                        "2025-02-20 DRAFT 800 [commit_purchase Shared=800]");
        server.advanceTo("2025-02-21T00:00:00Z");
        assertThat(shown("SCHEDULED"))
                .containsExactlyInAnyOrder(
                        "2025-01-20 FINALIZED 900 [commit_purchase Shared=900]",
                        "2025-02-10 FINALIZED 70 [commit_purchase Shared=70]",
                        "2025-02-20 FINALIZED 800 [commit_purchase Shared=800]");
        assertThat(api().post("/downbeat/v1/verify", "{}").ok().get("violations"))
                .isEmpty();
    }

    private Api.Answer customerCommit(String contract, String payments) {
        return api().post("/v1/contracts/customerCommits/create", """
            {'customer_id': '%s', 'type': 'PREPAID', 'name': 'Shared', 'product_id': '%s', 'priority': 1,
             'invoice_contract_id': '%s', 'access_schedule': {'schedule_items': [%s]},
             'invoice_schedule': {'schedule_items': [%s]}}\
            """.formatted(
                        acme.id(), account.fixedProduct, contract, YEAR, payments));
    }

    @Test
    void a_payment_of_a_contracts_commit_at_its_end_is_refused_because_no_invoice_would_bill_it() {
        String ending = ", 'ending_before': '2025-06-01T00:00:00Z'";
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ending);
        String add = "{'customer_id': '%s', 'contract_id': '%s', 'add_commits': [%s]}";
        assertThat(api().post(
                                "/v2/contracts/edit",
                                add.formatted(acme.id(), contract.id(), commit("Late", payment("2025-06-01", 1, 10))))
                        .refused(400))
                .startsWith("invoice_schedule: a payment of a contract's commit must lie before the contract's"
                        + " ending_before, 2025-06-01T00:00:00.000Z");
        api().post(
                        "/v2/contracts/edit",
                        add.formatted(acme.id(), contract.id(), commit("In time", payment("2025-05-31", 1, 10))))
                .ok();
        updateEnd(contract, "'ending_before': '2025-05-01T00:00:00Z',", true).ok();
        assertThat(shown("SCHEDULED")).as("an earlier end drops it").isEmpty();
    }

    private static final String ON_USAGE_INVOICES = ", 'scheduled_charges_on_usage_invoices': 'ALL'";

    /** The usage invoice whose period starts then, with all its lines. */
    private String usageInvoice(String start) {
        return ofType("USAGE").stream()
                .filter(invoice -> start(invoice).equals(start))
                .map(invoice -> status(invoice) + " "
                        + invoice.get("total").decimalValue().toPlainString() + " "
                        + invoice.get("line_items")
                                .valueStream()
                                .map(CommitPaymentsTest::line)
                                .toList())
                .findFirst()
                .orElseThrow();
    }

    /** C-102. */
    @Test
    void a_payment_on_the_day_after_a_period_stands_on_its_usage_invoice_and_no_credit_pays_it() {
        acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ON_USAGE_INVOICES + ", 'commits': ["
                        + commit("A", payment("2025-02-01", 1, 500)).replace("100000", "0")
                        + ", " + commit("B", payment("2025-01-20", 1, 70)).replace("100000", "0")
                        + "], 'credits': [{'name': 'K', 'product_id': '%s', 'access_schedule': {'schedule_items': [%s]}}]"
                                .formatted(account.fixedProduct, YEAR.replace("100000", "1000")));
        acme.use("t1", "2025-01-01T00:00:00Z", 300);
        String lines = " 500 [usage Use=300, applied_commit_or_credit K applied=-300, commit_purchase A=500]";
        assertThat(usageInvoice("2025-01-01")).isEqualTo("DRAFT" + lines);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(usageInvoice("2025-01-01")).isEqualTo("FINALIZED" + lines);
        assertThat(shown("SCHEDULED")).containsExactly("2025-01-20 FINALIZED 70 [commit_purchase B=70]");
        assertThat(api().post(
                                "/v1/contracts/customerBalances/getNetBalance",
                                "{'customer_id': '%s'}".formatted(acme.id()))
                        .ok()
                        .at("/data/balance")
                        .intValue())
                .isEqualTo(700);
    }

    /** C-139. */
    @Test
    void the_next_payment_of_a_recurring_commit_rides_on_the_usage_invoice_of_the_period_before_it() {
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ON_USAGE_INVOICES + """
            , 'recurring_commits': [{'product_id': '%s', 'name': 'Monthly', 'priority': 1,
              'starting_at': '2025-01-01T00:00:00Z', 'commit_duration': {'value': 1},
              'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 10000},
              'invoice_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 7500}}]\
            """.formatted(account.fixedProduct));
        acme.use("t1", "2025-01-01T00:00:00Z", 300);
        server.advanceTo("2025-01-02T00:00:00Z");
        List<String> first = List.of("2025-01-01 FINALIZED 7500 [commit_purchase Monthly=7500]");
        String lines = " 7500 [usage Use=300, applied_commit_or_credit Monthly applied=-300,"
                + " commit_purchase Monthly=7500]";
        assertThat(shown("SCHEDULED")).isEqualTo(first);
        assertThat(usageInvoice("2025-01-01")).isEqualTo("DRAFT" + lines);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(shown("SCHEDULED")).isEqualTo(first);
        assertThat(usageInvoice("2025-01-01")).isEqualTo("FINALIZED" + lines);
        assertThat(usageInvoice("2025-02-01")).startsWith("DRAFT 7500 ").endsWith("commit_purchase Monthly=7500]");
    }
}
