package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Invoices that are paid by a payment intent: by us, or by the seller. */
class StripePaymentTest extends StripeAgainstSandbox {
    private static final String AUTO = "auto_charge_payment_intent";
    private static final String MANUAL = "manually_charge_payment_intent";

    @Test
    void a_verified_invoice_is_paid_through_the_one_payment_that_finalizing_made() {
        DeliveryId id = add("cus_1", 3, false, AUTO);
        engine.run();

        assertThat(engine.outcomes(id))
                .containsExactly("CREATE ACCEPTED", "LINES ACCEPTED", "FINALIZE ACCEPTED", "PAY ACCEPTED");
        assertThat(only(id).status()).isEqualTo("paid");
        assertThat(payments(id)).singleElement().satisfies(payment -> {
            assertThat(payment.amount()).isEqualTo(3 * 1250L);
            assertThat(payment.attempts()).isEqualTo(1);
            assertThat(shown(id).externalPaymentId()).isEqualTo(payment.id());
        });
        assertThat(shown(id).externalStatus()).isEqualTo("PAID");
    }

    @Test
    void where_stripe_adds_the_tax_the_payer_pays_it_and_what_was_frozen_is_compared_without() {
        DeliveryId id = addTaxed("cus_1", 3);
        engine.run();

        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(payments(id))
                .singleElement()
                .satisfies(payment -> assertThat(payment.amount()).isEqualTo(3 * 1375L));
        assertThat(shown(id).invoicedTotal()).isEqualByComparingTo("4125");
        assertThat(shown(id).invoicedSubTotal()).isEqualByComparingTo("3750");
    }

    @Test
    void an_invoice_that_the_seller_charges_is_left_open_with_its_payment_named() {
        DeliveryId id = add("cus_1", 1, false, MANUAL);
        engine.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(only(id).status()).isEqualTo("open");
        assertThat(only(id).charged()).isFalse();
        assertThat(payments(id)).isEmpty();
        assertThat(shown(id).externalStatus()).isEqualTo("FINALIZED");
        assertThat(shown(id).externalPaymentId()).startsWith("pi_");
    }

    @ParameterizedTest
    @CsvSource({
        "cus_declined_1, PAYMENT_FAILED, 1",
        "cus_action_1, PAYMENT_FAILED, 1",
        "cus_unpayable_1, PAYMENT_FAILED, 0",
        "cus_processing_1, FINALIZED, 1"
    })
    void whatever_the_bank_says_the_invoice_is_delivered_and_asked_for_once(String customer, String status, int asked) {
        DeliveryId id = add(customer, 1, false, AUTO);
        engine.run();
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(shown(id).externalStatus()).isEqualTo(status);
        assertThat(only(id).status()).isEqualTo("open");
        assertThat(payments(id)).singleElement().satisfies(payment -> {
            assertThat(payment.attempts()).isEqualTo(asked);
            assertThat(payment.amount()).isZero();
        });
    }

    static Stream<Arguments> everyFaultOfPaying() {
        List<Arguments> all = new ArrayList<>();
        for (String fault : List.of(
                "drop_before",
                "apply_then_drop",
                "drop_mid_body",
                "apply_late",
                "rate_limited",
                "server_error",
                "server_error_after",
                "timed_out",
                "timed_out_after",
                "unavailable",
                "lock_timeout",
                "cached_error",
                "cached_error_after",
                "key_expiry")) {
            all.add(Arguments.of("cus_1", fault));
            all.add(Arguments.of("cus_declined_1", fault));
            all.add(Arguments.of("cus_processing_1", fault));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyFaultOfPaying")
    void whatever_goes_wrong_at_paying_the_money_is_taken_at_most_once(String customer, String fault) {
        DeliveryId id = add(customer, 2, false, AUTO);
        fault("""
            {"provider": "stripe", "step": "pay_invoice", "fault": "%s", "times": 2}\
            """.formatted(fault));

        engine.run();
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        sandbox.deliverDelayed();

        assertThat(engine.state(id)).as(engine.outcomes(id).toString()).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(payments(id)).singleElement().satisfies(payment -> {
            assertThat(payment.amount()).isEqualTo(customer.equals("cus_1") ? 2500 : 0);
            // Only a copy that nobody waited for may ask a declining card once more; keys keep even that away.
            assertThat(payment.attempts()).isEqualTo(1);
        });
        assertThat(entries(id)).filteredOn(LedgerEntry::charged).hasSize(1);
        assertThat(shown(id).externalStatus())
                .isEqualTo(
                        switch (customer) {
                            case "cus_1" -> "PAID";
                            case "cus_declined_1" -> "PAYMENT_FAILED";
                            default -> "FINALIZED";
                        });
    }

    @ParameterizedTest
    @CsvSource({"auto_charge_payment_intent, 49", "auto_charge_payment_intent, 0", "manually_charge_payment_intent, 49"
    })
    void what_is_too_small_to_charge_is_paid_by_being_finalized(String method, long cents) {
        DeliveryId id = addTotal("cus_1", cents, method);
        engine.run();
        assertThat(only(id).status()).isEqualTo("paid");
        assertThat(payments(id)).isEmpty();
        assertThat(shown(id).externalStatus()).isEqualTo("PAID");
        assertThat(shown(id).externalPaymentId()).isNull();
    }

    @Test
    void a_wrong_total_is_never_paid() {
        DeliveryId id = add("cus_1", 1, false, AUTO);
        fault("{\"provider\": \"stripe\", \"step\": \"finalize\", \"fault\": \"wrong_total\", \"times\": 1}");
        engine.run();
        assertThat(entries(id)).extracting(LedgerEntry::status).containsExactlyInAnyOrder("void", "paid");
        assertThat(payments(id))
                .singleElement()
                .satisfies(payment -> assertThat(payment.amount()).isEqualTo(1250));
    }

    @Test
    void a_draft_that_is_to_be_left_one_is_not_paid() {
        DeliveryId id = add("cus_1", 1, true, AUTO);
        engine.run();
        engine.runUntil(clock.now.plus(StripeSaga.QUIET));
        assertThat(only(id).status()).isEqualTo("draft");
        assertThat(payments(id)).isEmpty();
    }

    @Test
    void a_voided_invoice_whose_payment_was_declined_is_voided_at_stripe_and_one_that_was_paid_is_left_to_a_person() {
        DeliveryId declined = add("cus_declined_1", 1, false, AUTO);
        DeliveryId paid = add("cus_1", 1, false, AUTO);
        engine.run();
        engine.withdraw(declined);
        engine.withdraw(paid);
        engine.run();
        assertThat(engine.state(declined)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only(declined).status()).isEqualTo("void");
        assertThat(engine.state(paid)).isEqualTo(DeliveryState.PARKED);
        assertThat(only(paid).status()).isEqualTo("paid");
    }

    @ParameterizedTest
    @CsvSource({
        "auto_charge_payment_intent, 0, CANCELLED",
        "charge_automatically, 0, CANCELLED",
        "auto_charge_payment_intent, 49, PARKED"
    })
    void a_voided_invoice_that_was_paid_by_being_finalized_is_taken_back_if_nothing_was_owed(
            String method, long cents, DeliveryState state) {
        DeliveryId id = addTotal("cus_1", cents, method);
        engine.run();
        engine.withdraw(id);
        engine.run();

        assertThat(engine.state(id)).isEqualTo(state);
        assertThat(only(id).status()).isEqualTo("paid");
        assertThat(engine.reason(id)).contains(cents == 0 ? "nothing was owed" : "refund or credit it there");
    }

    private ExternalInvoice shown(DeliveryId id) {
        return engine.external.get(engine.get(id).invoice());
    }
}
