package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A proxy whose routes are being reloaded answers 404 to everything, or the address in the settings is not quite Stripe's.
 * Neither says that an invoice is gone.
 */
class StripeUnknownAddressTest extends StripeAgainstSandbox {
    private InPlaceOfStripe somebody;
    private Engine astray;

    @BeforeEach
    void goAstray() throws IOException {
        somebody = InPlaceOfStripe.answering(_ -> new InPlaceOfStripe.Said(404, "<h1>404 page not found</h1>"));
        astray = new Engine(database, somebody.adapter(), clock);
    }

    @AfterEach
    void comeBack() {
        astray.close();
        somebody.close();
    }

    @Test
    void an_invoice_whose_payment_was_asked_for_is_not_made_a_second_time() {
        fault("{\"provider\": \"stripe\", \"step\": \"pay_invoice\", \"fault\": \"apply_then_drop\"}");
        DeliveryId id = add("cus_1", 1, false, "auto_charge_payment_intent");
        engine.run();
        String bound = engine.get(id).providerRef();

        astray.runUntil(clock.now.plus(Duration.ofMinutes(20)));

        assertThat(engine.get(id).providerRef()).isNotNull().isEqualTo(bound);
        assertThat(engine.get(id).generation()).isZero();
        assertThat(circuitReason()).contains("DOWNBEAT_STRIPE_API_BASE");
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(entries(id)).hasSize(1);
        assertThat(payments(id)).hasSize(1);
    }

    @Test
    void an_invoice_that_stands_was_not_taken_back() {
        DeliveryId id = add("cus_1", 1, false);
        engine.run();

        engine.withdraw(id);
        astray.runUntil(clock.now.plus(Duration.ofMinutes(20)));

        assertThat(engine.state(id)).isNotIn(DeliveryState.CANCELLED, DeliveryState.PARKED);
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only(id).status()).isEqualTo("void");
    }

    @Test
    void new_invoices_wait_for_the_right_address_and_are_not_parked_one_by_one() {
        DeliveryId id = add("cus_1", 1, false);

        astray.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PENDING);
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(entries(id)).hasSize(1);
    }
}
