package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Commits of an edit that are paid before they are there. Row numbers are those of subscriptions.md 2.10. */
class GatedCommitsTest {
    @AutoClose
    private static final Purchases shop = new Purchases("2025-05-15T10:20:00Z");

    @AfterAll
    static void prove() {
        shop.verify();
    }

    private static Api.Answer add(Purchases.Buyer buyer, String gate, String type, String invoices) {
        return buyer.edit("""
            "add_commits": [{"product_id": "%s", "type": "%s", "name": "Pack", "payment_gate_config": %s,
              "access_schedule": {"schedule_items": [{"amount": 2000, "starting_at": "2025-05-01T00:00:00Z",
                "ending_before": "2026-05-01T00:00:00Z"}]},
              "invoice_schedule": {%s}}]\
            """.formatted(shop.account.fixedProduct, type, gate, invoices));
    }

    private static final String DUE =
            "\"schedule_items\": [{\"unit_price\": 2000, \"quantity\": 1, \"timestamp\": \"2025-05-15T10:00:00Z\"}]";

    @Test
    void a_commit_that_is_paid_is_there() { // T25
        var buyer = shop.buyer("good", "");
        JsonNode edit = add(buyer, Purchases.STRIPE, "PREPAID", DUE).ok().at("/data/edit/add_commits/0");
        shop.wait(Duration.ZERO);
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.commits().getFirst().get("id")).isEqualTo(edit.get("id"));
        assertThat(buyer.purchase().get("total").decimalValue()).isEqualByComparingTo("2000");
        assertThat(buyer.purchase().at("/external_invoice/external_status").stringValue())
                .isEqualTo("PAID");
        assertThat(buyer.toldTypes()).containsExactly("payment_gate.payment_status");
        assertThat(buyer.told().getLast().at("/properties/workflow_type").stringValue())
                .isEqualTo("manual_commit");
        shop.wait(Duration.ofDays(1));
        assertThat(buyer.purchases()).as("billed once").hasSize(1);
    }

    @Test
    void a_commit_that_is_not_paid_never_is_there_and_thresholds_stay() { // T25
        var buyer = shop.buyer("declined", shop.spend(100000, Purchases.STRIPE, ""));
        add(buyer, Purchases.STRIPE, "PREPAID", DUE).ok();
        shop.wait(Duration.ZERO);
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("VOID");
        assertThat(buyer.isEnabled("spend")).isTrue();
    }

    @Test
    void credits_of_a_pricing_unit_are_sold_for_money_and_its_tax() { // T26
        var buyer = shop.buyer("good", "");
        String credits = shop.api
                .post("/downbeat/v1/creditTypes", "{\"name\": \"AI credits\"}")
                .ok()
                .at("/data/id")
                .stringValue();
        assertThat(sell(buyer, credits, Purchases.INTENT).refused(400))
                .startsWith("add_commits[0].payment_gate_config.tax_type: ")
                .contains("use payment_type INVOICE");
        assertThat(buyer.purchases()).isEmpty();
        sell(buyer, credits, Purchases.STRIPE).ok();
        shop.wait(Duration.ZERO);
        JsonNode access = buyer.commits().getFirst().get("access_schedule");
        assertThat(access.at("/schedule_items/0/amount").decimalValue()).isEqualByComparingTo("1000");
        assertThat(access.at("/credit_type/id").stringValue()).isEqualTo(credits);
        JsonNode invoice = buyer.purchase();
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("8000");
        assertThat(invoice.at("/external_invoice/tax/total_tax_amount").decimalValue())
                .isEqualByComparingTo("800");
        assertThat(buyer.atStripe("payment").getFirst().amount()).isEqualTo(8800);
    }

    private static Api.Answer sell(Purchases.Buyer buyer, String credits, String gate) {
        return buyer.edit("""
            "add_commits": [{"product_id": "%s", "type": "PREPAID", "name": "Credits", "payment_gate_config": %s,
              "access_schedule": {"credit_type_id": "%s", "schedule_items": [{"amount": 1000,
                "starting_at": "2025-05-01T00:00:00Z", "ending_before": "2026-05-01T00:00:00Z"}]},
              "invoice_schedule": {"schedule_items": [{"amount": 8000, "timestamp": "2025-05-15T10:00:00Z"}]}}]\
            """.formatted(
                        shop.account.fixedProduct, gate.replaceFirst("}$", ", \"tax_type\": \"STRIPE\"}"), credits));
    }

    @Test
    void a_payer_who_is_there_may_take_days() {
        var buyer = shop.buyer("processing", "");
        String gate = Purchases.STRIPE.replace("INVOICE\"", "INVOICE\", \"on_session_payment\": true");
        add(buyer, gate, "PREPAID", DUE).ok();
        shop.wait(Duration.ofDays(5));
        assertThat(buyer.commits()).isEmpty();
        shop.happens(buyer.atStripe("invoice").getFirst().id(), "paid");
        shop.wait(Duration.ofHours(6));
        assertThat(buyer.commits()).hasSize(1);
    }

    @Test
    void the_caller_releases_one_that_is_collected_outside() {
        var buyer = shop.buyer("");
        add(buyer, Purchases.EXTERNAL, "PREPAID", DUE).ok();
        assertThat(buyer.commits()).as("never shown before it is paid").isEmpty();
        shop.release(buyer.told().getLast().at("/properties/workflow_id").stringValue(), "PAID")
                .ok();
        assertThat(buyer.commits()).hasSize(1);
    }

    @Test
    void without_a_gate_it_is_there_at_once() {
        var buyer = shop.buyer("good", "");
        add(buyer, Purchases.NONE, "PREPAID", DUE).ok();
        assertThat(buyer.commits()).hasSize(1);
        shop.wait(Duration.ZERO);
        assertThat(buyer.purchase().get("total").decimalValue()).isEqualByComparingTo("2000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PREPAID  | \"schedule_items\": [{\"amount\": 5000, \"timestamp\": \"2026-05-16T10:00:00Z\"}]"
                        + " | add_commits[0].invoice_schedule: must not lie in the future",
                "PREPAID  | \"do_not_invoice\": true, \"schedule_items\":"
                        + " [{\"amount\": 5000, \"timestamp\": \"2025-05-15T10:00:00Z\"}]"
                        + " | add_commits[0].invoice_schedule: must have exactly one item",
                "PREPAID  | \"schedule_items\": [{\"amount\": 5, \"timestamp\": \"2025-05-15T10:00:00Z\"},"
                        + " {\"amount\": 5, \"timestamp\": \"2025-05-15T10:00:00Z\"}]"
                        + " | add_commits[0].invoice_schedule: must have exactly one item",
                "PREPAID  | \"schedule_items\": [{\"amount\": 49, \"timestamp\": \"2025-05-15T10:00:00Z\"}]"
                        + " | add_commits[0].invoice_schedule: Stripe charges no less",
                "POSTPAID | \"schedule_items\": [{\"amount\": 2000, \"timestamp\": \"2026-06-15T10:00:00Z\"}]"
                        + " | add_commits[0].type: must be PREPAID"
            })
    void what_cannot_be_charged_at_once_is_refused(String type, String invoices, String refusal) {
        var buyer = shop.buyer("");
        assertThat(add(buyer, Purchases.STRIPE, type, invoices).refused(400)).startsWith(refusal);
        assertThat(buyer.purchases()).isEmpty();
    }

    @Test
    void a_contract_is_not_created_with_one() {
        var buyer = shop.buyer("");
        assertThat(shop.api
                        .post("/v1/contracts/create", """
                            {"customer_id": "%s", "starting_at": "2025-05-01T00:00:00Z", "commits": [{"product_id": "%s",
                              "type": "PREPAID", "payment_gate_config": %s, "access_schedule": {"schedule_items": [{"amount": 2000,
                              "starting_at": "2025-05-01T00:00:00Z", "ending_before": "2026-05-01T00:00:00Z"}]}}]}\
                            """.formatted(
                                        buyer.customer().id(), shop.account.fixedProduct, Purchases.STRIPE))
                        .refused(400))
                .isEqualTo("commits[0].payment_gate_config: only in a contract edit");
    }

    @Test
    void a_gate_of_stripe_needs_stripe() {
        var customer = shop.account.customer("nobody");
        var contract = customer.contract("2025-01-01T00:00:00Z", customer.stripe(), "");
        contract.change(null, "START_OF_CURRENT_PERIOD").ok();
        var buyer = new Purchases.Buyer(shop, customer, contract);
        assertThat(add(buyer, Purchases.STRIPE, "PREPAID", DUE).refused(400)).startsWith("payment_gate_config: ");
        assertThat(buyer.purchases()).isEmpty();
    }
}
