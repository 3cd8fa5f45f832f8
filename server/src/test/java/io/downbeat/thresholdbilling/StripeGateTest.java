package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.ledger.LedgerEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Recharges that Stripe collects before the commit is there, whatever the bank, the network and people do meanwhile. Row
 * numbers are those of subscriptions.md 2.10.
 */
class StripeGateTest {
    @AutoClose
    private static final Purchases shop = new Purchases("2025-05-15T10:20:00Z");

    @AfterAll
    static void prove() {
        shop.verify();
    }

    @AfterEach
    void mend() {
        shop.server.sandbox().control("DELETE", "/sandbox/faults", new byte[0]);
    }

    private static Purchases.Buyer reaching(String paying) {
        return shop.buyer(paying, shop.spend(10000, Purchases.STRIPE, "")).use(10000);
    }

    @Test
    void what_is_paid_is_released() { // T1, T6
        var buyer = reaching("good");
        JsonNode invoice = buyer.purchase();
        assertThat(invoice.get("status").stringValue()).isEqualTo("FINALIZED");
        assertThat(invoice.at("/external_invoice/external_status").stringValue())
                .isEqualTo("PAID");
        assertThat(invoice.at("/external_invoice/external_payment_id").stringValue())
                .startsWith("pi_");
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.outstanding()).isEqualByComparingTo("0");
        assertThat(buyer.toldTypes()).containsExactly("payment_gate.threshold_reached", "payment_gate.payment_status");
        JsonNode paid = buyer.told().getLast().get("properties");
        assertThat(paid.get("payment_status").stringValue()).isEqualTo("paid");
        assertThat(paid.get("invoice_id")).isEqualTo(invoice.get("id"));
        assertThat(paidOnce(buyer)).isEqualTo(10000);
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("CONFIRMED");
    }

    @Test
    void a_card_that_is_declined_buys_nothing() { // T7, T8, T32
        var buyer = reaching("declined");
        assertFailed(buyer);
        JsonNode failed = buyer.told().getLast().get("properties");
        assertThat(failed.get("payment_status").stringValue()).isEqualTo("failed");
        assertThat(failed.at("/billing_provider/type").stringValue()).isEqualTo("stripe");
        assertThat(failed.at("/billing_provider/stripe/payment_intent_id").stringValue())
                .startsWith("pi_");
        assertThat(failed.at("/billing_provider/stripe/error/code").stringValue())
                .isEqualTo("card_declined");
        assertThat(failed.at("/billing_provider/stripe/error/decline_code").stringValue())
                .isEqualTo("insufficient_funds");
        buyer.use(10000);
        assertThat(buyer.purchases()).as("nothing at 20000").hasSize(1);
        assertThat(buyer.outstanding()).isEqualByComparingTo("20000");
        buyer.edit("\"update_spend_threshold_configuration\": {\"is_enabled\": true}")
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(buyer.purchases()).hasSize(2);
        assertThat(buyer.purchases().getLast().get("total").decimalValue()).isEqualByComparingTo("20000");
        assertThat(buyer.contract()
                        .change(buyer.customer().aws(), "START_OF_NEXT_PERIOD")
                        .status())
                .as("disabled by the failed payment")
                .isEqualTo(200);
    }

    @Test
    void a_customer_without_a_means_of_payment_buys_nothing() {
        assertFailed(reaching("unpayable"));
    }

    @Test
    void a_bank_that_wants_the_payer_is_waited_for() { // T30
        var buyer = reaching("action");
        assertThat(buyer.toldTypes())
                .containsExactly("payment_gate.threshold_reached", "payment_gate.payment_pending_action_required");
        assertThat(buyer.told().getLast().at("/properties/error_message").stringValue())
                .contains("three_d_secure_redirect");
        assertThat(buyer.commits()).isEmpty();
        shop.wait(Duration.ofHours(2));
        assertThat(buyer.toldTypes()).as("told once").hasSize(2);
        shop.happens(buyer.atStripe("invoice").getFirst().id(), "paid");
        shop.wait(Duration.ofHours(1));
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.told().getLast().at("/properties/payment_status").stringValue())
                .isEqualTo("paid");
    }

    @Test
    void a_payer_who_never_comes_buys_nothing_after_a_day() {
        var buyer = reaching("action");
        shop.wait(Duration.ofHours(23));
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("FINALIZED");
        shop.wait(Duration.ofHours(2));
        assertFailed(buyer);
    }

    @Test
    void a_delivery_that_rests_without_a_word_of_the_money_is_told_of_after_the_day_until_the_purchase_ends() {
        var buyer = reaching("action");
        String before = buyer.delivery().get("state").stringValue();
        move(buyer, "SENT");
        shop.wait(Duration.ofHours(23));
        assertThat(notSettled()).isEmpty();
        shop.wait(Duration.ofHours(2));
        assertThat(notSettled())
                .singleElement()
                .satisfies(alert -> assertThat(alert.get("detail").stringValue())
                        .contains(buyer.purchase().get("id").stringValue(), "void the invoice"));
        move(buyer, before);
        shop.wait(Duration.ofHours(1));
        assertFailed(buyer);
        assertThat(notSettled()).isEmpty();
    }

    private static void move(Purchases.Buyer buyer, String state) {
        shop.server
                .bean(JdbcClient.class)
                .sql("UPDATE delivery SET state = :state WHERE id = :id::uuid")
                .param("state", state)
                .param("id", buyer.delivery().get("id").stringValue())
                .update();
    }

    private static List<JsonNode> notSettled() {
        return shop.api
                .get("/downbeat/v1/alerts")
                .ok()
                .get("data")
                .valueStream()
                .filter(alert -> alert.get("kind").stringValue().equals("PAYMENT_WORKFLOW_NOT_SETTLED"))
                .toList();
    }

    @Test
    void money_that_is_under_way_is_waited_for_beyond_the_day() {
        var buyer = reaching("processing");
        shop.wait(Duration.ofHours(30));
        assertThat(notSettled()).isEmpty();
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("FINALIZED");
        shop.happens(buyer.atStripe("invoice").getFirst().id(), "paid");
        shop.wait(Duration.ofHours(1));
        assertThat(buyer.commits()).hasSize(1);
        assertThat(paidOnce(buyer)).isEqualTo(10000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop_before",
                "apply_then_drop",
                "drop_mid_body",
                "apply_late",
                "rate_limited",
                "server_error_after",
                "timed_out",
                "timed_out_after",
                "cached_error",
                "cached_error_after",
                "key_expiry"
            })
    void a_charge_whose_answer_is_lost_is_looked_up_and_made_once(String fault) { // T31
        shop.fault("{\"provider\": \"stripe\", \"step\": \"pay_invoice\", \"fault\": \"%s\", \"times\": 2}"
                .formatted(fault));
        var buyer = reaching("good");
        shop.wait(Duration.ofHours(2));
        shop.server.sandbox().deliverDelayed();
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.atStripe("invoice")).hasSize(1);
        assertThat(paidOnce(buyer)).isEqualTo(10000);
        assertThat(buyer.toldTypes().stream().filter("payment_gate.payment_status"::equals))
                .hasSize(1);
    }

    @Test
    void a_payment_that_arrives_while_the_purchase_is_given_up_still_releases() {
        var buyer = reaching("action");
        shop.wait(Duration.ofHours(23));
        // The payer confirms a moment before the invoice is taken back.
        shop.happens(buyer.atStripe("invoice").getFirst().id(), "paid");
        shop.wait(Duration.ofHours(2));
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.isEnabled("spend")).isTrue();
    }

    @Test
    void what_stripe_refuses_buys_nothing() {
        var buyer = shop.buyer("good", shop.spend(10000, Purchases.STRIPE, ""));
        shop.wait(Duration.ZERO);
        shop.fault(
                "{\"provider\": \"stripe\", \"step\": \"create_invoice\", \"fault\": \"bad_request\", \"times\": 1}");
        buyer.use(10000);
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("VOID");
        assertThat(buyer.isEnabled("spend")).isFalse();
        assertThat(buyer.told().getLast().at("/properties/error_message").stringValue())
                .contains("Refused by a fault");
    }

    @Test
    void an_account_that_cannot_be_reached_for_a_day_buys_nothing() {
        shop.fault("{\"provider\": \"stripe\", \"step\": \"create_invoice\", \"fault\": \"unauthorized\", \"times\":"
                + " 10000}");
        var buyer = shop.buyer("good", shop.spend(10000, Purchases.STRIPE, ""));
        buyer.use(10000);
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("FINALIZED");
        shop.wait(Duration.ofHours(25));
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("VOID");
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.isEnabled("spend")).isFalse();
        assertThat(buyer.atStripe("invoice")).isEmpty();
        mend();
        shop.wait(Duration.ofHours(1));
    }

    @Test
    void archiving_the_configuration_ends_what_it_collects() { // 2.7
        var buyer = reaching("action");
        shop.api
                .post(
                        "/v1/archiveCustomerBillingProviderConfigurations",
                        "{\"customer_id\": \"%s\", \"customer_billing_provider_configuration_ids\": [\"%s\"]}"
                                .formatted(
                                        buyer.customer().id(), buyer.customer().stripe()))
                .ok();
        shop.wait(Duration.ofMinutes(1));
        assertFailed(buyer);
    }

    @Test
    void a_purchase_that_a_person_voids_is_over() {
        var buyer = reaching("action");
        shop.api
                .post(
                        "/v1/invoices/void",
                        "{\"id\": \"%s\"}".formatted(buyer.purchase().get("id").stringValue()))
                .ok();
        shop.wait(Duration.ofMinutes(1));
        assertFailed(buyer);
    }

    @Test
    void a_purchase_that_waits_is_not_cancelled_at_its_delivery_and_what_is_paid_is_released() {
        var buyer = reaching("action");
        shop.happens(buyer.atStripe("invoice").getFirst().id(), "paid");
        assertThat(shop.api
                        .post(of(buyer, "cancel"), "{\"reason\": \"not wanted\"}")
                        .refused(409))
                .contains("void the invoice");
        assertThat(shop.api
                        .post(of(buyer, "resolve"), "{\"provider_ref\": \"in_1\"}")
                        .refused(409))
                .contains("void the invoice");
        shop.wait(Duration.ofHours(2));
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("CONFIRMED");
        buyer.use(10000);
        assertThat(buyer.purchases()).as("the next one is not blocked").hasSize(2);
    }

    @Test
    void a_voided_purchase_that_turns_out_paid_is_over_and_a_person_says_when_it_was_refunded() {
        var buyer = reaching("action");
        shop.happens(buyer.atStripe("invoice").getFirst().id(), "paid");
        shop.api
                .post(
                        "/v1/invoices/void",
                        "{\"id\": \"%s\"}".formatted(buyer.purchase().get("id").stringValue()))
                .ok();
        shop.wait(Duration.ofMinutes(1));
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("PARKED");
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.isEnabled("spend")).isFalse();

        shop.api.post(of(buyer, "resolve"), "{\"provider_ref\": \"refund-1\"}").ok();
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("SENT");
    }

    private static String of(Purchases.Buyer buyer, String action) {
        return "/downbeat/v1/deliveries/" + buyer.delivery().get("id").stringValue() + "/" + action;
    }

    private static void assertFailed(Purchases.Buyer buyer) {
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("VOID");
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.isEnabled("spend")).isFalse();
        assertThat(buyer.atStripe("invoice")).extracting(LedgerEntry::status).containsOnly("void");
        assertThat(buyer.atStripe("payment").stream()
                        .mapToLong(LedgerEntry::amount)
                        .sum())
                .isZero();
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("CANCELLED");
        assertThat(buyer.told().getLast().at("/properties/payment_status").stringValue())
                .isEqualTo("failed");
    }

    private static long paidOnce(Purchases.Buyer buyer) {
        assertThat(buyer.atStripe("payment")).hasSize(1);
        return buyer.atStripe("payment").getFirst().amount();
    }

    private static Purchases.Buyer recharging(String paying, long threshold, long rechargeTo, long balance) {
        var buyer = shop.buyer(paying, "").credit(balance, "");
        buyer.edit(shop.prepaid(
                                threshold,
                                rechargeTo,
                                Purchases.INTENT,
                                ", \"discount_configuration\": {\"payment_fraction\": 0.9}")
                        .replaceFirst(", \"prepaid", "\"add_prepaid"))
                .ok();
        shop.wait(Duration.ZERO);
        return buyer;
    }

    @Test
    void a_payment_intent_charges_without_an_invoice_at_stripe() { // T13, T14
        var buyer = recharging("good", 500, 2100, 500);
        JsonNode invoice = buyer.purchase();
        assertThat(access(buyer.commits().getLast())).isEqualByComparingTo("1600");
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("1440");
        assertThat(invoice.at("/external_invoice/external_status").stringValue())
                .isEqualTo("PAID");
        assertThat(invoice.at("/external_invoice/external_payment_id").stringValue())
                .startsWith("pi_");
        assertThat(invoice.get("external_invoice").has("invoice_id")).isFalse();
        assertThat(buyer.atStripe("invoice")).isEmpty();
        assertThat(paidOnce(buyer)).isEqualTo(1440);
        assertThat(buyer.told().getLast().at("/properties/workflow_type").stringValue())
                .isEqualTo("prepaid_balance");
        buyer.use(1500);
        assertThat(buyer.commits()).as("600 are left").hasSize(1);
        buyer.edit("\"update_prepaid_balance_threshold_configuration\":"
                        + " {\"threshold_amount\": 600, \"recharge_to_amount\": 2700}")
                .ok();
        shop.wait(Duration.ZERO);
        assertThat(buyer.commits()).hasSize(2);
        assertThat(access(buyer.commits().getLast())).isEqualByComparingTo("2100");
        assertThat(buyer.atStripe("payment").getLast().amount()).isEqualTo(1890);
    }

    @ParameterizedTest
    @ValueSource(strings = {"declined", "unpayable"})
    void an_intent_that_is_not_paid_is_cancelled(String paying) {
        var buyer = recharging(paying, 500, 2100, 0);
        assertThat(buyer.purchase().get("status").stringValue()).isEqualTo("VOID");
        assertThat(buyer.commits()).isEmpty();
        assertThat(buyer.isEnabled("prepaid_balance")).isFalse();
        assertThat(buyer.atStripe("payment")).extracting(LedgerEntry::status).containsExactly("canceled");
        assertThat(buyer.delivery().get("state").stringValue()).isEqualTo("CANCELLED");
    }

    @Test
    void an_intent_that_waits_for_the_payer_is_paid_later() {
        var buyer = recharging("action", 500, 2100, 0);
        assertThat(buyer.toldTypes().getLast()).isEqualTo("payment_gate.payment_pending_action_required");
        shop.happens(buyer.atStripe("payment").getFirst().id(), "paid");
        shop.wait(Duration.ofHours(2));
        assertThat(buyer.commits()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create_payment_intent drop_before",
                "create_payment_intent apply_then_drop",
                "create_payment_intent key_expiry",
                "create_payment_intent cached_error_after",
                "confirm_payment_intent apply_then_drop",
                "confirm_payment_intent apply_late",
                "confirm_payment_intent cached_error",
                "confirm_payment_intent cached_error_after",
                "confirm_payment_intent key_expiry"
            })
    void an_intent_whose_answer_is_lost_is_looked_up_and_charged_once(String fault) {
        shop.fault("{\"provider\": \"stripe\", \"step\": \"%s\", \"fault\": \"%s\", \"times\": 2}"
                .formatted((Object[]) fault.split(" ")));
        var buyer = recharging("good", 500, 2100, 0);
        shop.wait(Duration.ofHours(2));
        shop.server.sandbox().deliverDelayed();
        assertThat(buyer.commits()).hasSize(1);
        assertThat(buyer.atStripe("payment").stream()
                        .mapToLong(LedgerEntry::amount)
                        .sum())
                .isEqualTo(1890);
    }

    private static BigDecimal access(JsonNode commit) {
        return commit.at("/access_schedule/schedule_items/0/amount").decimalValue();
    }

    private static Purchases.Buyer taxed(String gate, String tax) {
        return shop.buyer("good", shop.spend(10000, gate.replaceFirst("}$", tax + "}"), ""))
                .use(10005);
    }

    @Test
    void tax_that_stripe_computes_is_charged_with_the_invoice_whose_total_stays_net() {
        var buyer = taxed(Purchases.STRIPE, ", \"tax_type\": \"STRIPE\"");
        assertTaxed(buyer, 1001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVOICE", "PAYMENT_INTENT"})
    void tax_that_the_caller_computed_is_charged_with_the_invoice_whose_total_stays_net(String means) {
        var buyer = taxed(
                Purchases.STRIPE.replace("INVOICE", means),
                ", \"tax_type\": \"PRECALCULATED\", \"precalculated_tax_config\": {\"tax_amount\": 190.4, \"tax_name\":"
                        + " \"VAT\"}");
        assertTaxed(buyer, 190);
        assertThat(buyer.atStripe("invoice").stream()
                        .flatMap(invoice -> invoice.lines().stream())
                        .map(LedgerEntry.Line::description))
                .isEqualTo(means.equals("INVOICE") ? List.of("Top-up (1 × 100.05 USD)", "VAT") : List.of());
    }

    private static void assertTaxed(Purchases.Buyer buyer, long tax) {
        JsonNode invoice = buyer.purchase();
        assertThat(paidOnce(buyer)).isEqualTo(10005 + tax);
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("10005");
        JsonNode external = invoice.get("external_invoice");
        assertThat(external.get("invoiced_total").decimalValue()).isEqualByComparingTo(BigDecimal.valueOf(10005 + tax));
        assertThat(external.at("/tax/total_tax_amount").decimalValue()).isEqualByComparingTo(BigDecimal.valueOf(tax));
        assertThat(external.at("/tax/total_taxable_amount").decimalValue()).isEqualByComparingTo("10005");
        assertThat(access(buyer.commits().getFirst())).as("what is bought").isEqualByComparingTo("10005");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"tax_type\": \"NONE\""})
    void what_nobody_taxes_has_no_tax(String none) {
        var buyer = taxed(Purchases.STRIPE, none);
        assertThat(paidOnce(buyer)).isEqualTo(10005);
        assertThat(buyer.purchase().get("external_invoice").has("tax")).isFalse();
    }

    @Test
    void the_discounted_price_is_charged() {
        var buyer = shop.buyer(
                        "good",
                        shop.spend(
                                10000, Purchases.STRIPE, ", \"discount_configuration\": {\"payment_fraction\": 0.9}"))
                .use(10350);
        assertThat(paidOnce(buyer)).isEqualTo(9315);
        assertThat(buyer.outstanding()).isEqualByComparingTo(BigDecimal.ZERO);
    }
}
