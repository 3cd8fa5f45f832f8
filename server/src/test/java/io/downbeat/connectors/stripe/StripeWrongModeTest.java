package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.Engine;
import io.downbeat.outbound.Answer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody mends the account with a key of Stripe's test mode. Then Stripe knows none of the live objects, and says so of
 * each: that must never pass for "it is gone".
 */
class StripeWrongModeTest extends StripeAgainstSandbox {
    private static final String OF_LIVE_MODE =
            "a similar object exists in live mode, but a test mode key was used to make this request.";

    private InPlaceOfStripe testMode;
    private StripeAdapter withATestKey;
    private Engine updated;

    @BeforeEach
    void mendWithATestKey() throws IOException {
        testMode = InPlaceOfStripe.answering(exchange -> {
            boolean ofOurs = exchange.getRequestURI().getPath().startsWith("/v1/invoices/in_");
            boolean creates = exchange.getRequestMethod().equals("POST") && !ofOurs;
            if (ofOurs) {
                return new InPlaceOfStripe.Said(404, error("id", "No such invoice: 'in_1'; " + OF_LIVE_MODE));
            }
            return creates
                    ? new InPlaceOfStripe.Said(400, error("customer", "No such customer: 'cus_1'; " + OF_LIVE_MODE))
                    : new InPlaceOfStripe.Said(200, "{\"data\": []}");
        });
        withATestKey = testMode.adapter();
        updated = new Engine(database, withATestKey, clock);
    }

    @AfterEach
    void stopTestMode() {
        updated.close();
        testMode.close();
    }

    private static String error(String parameter, String message) {
        return """
            {"error": {"type": "invalid_request_error", "code": "resource_missing", "param": "%s", "message": "%s"}}\
            """.formatted(parameter, message);
    }

    @Test
    void a_live_invoice_that_a_test_key_does_not_see_was_not_taken_back() {
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        assertThat(only(id).charged()).isTrue();

        engine.withdraw(id);
        updated.runUntil(clock.now.plus(Duration.ofMinutes(20)));

        assertThat(engine.state(id)).isNotIn(DeliveryState.CANCELLED, DeliveryState.PARKED);
        assertThat(engine.get(id).providerRef()).isNotNull();
        assertThat(circuitReason()).contains("live mode");

        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only(id).status()).isEqualTo("void");
    }

    @Test
    void an_invoice_under_way_is_not_made_a_second_time() {
        fault("{\"provider\": \"stripe\", \"step\": \"finalize\", \"fault\": \"unavailable\", \"times\": 1}");
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        String bound = engine.get(id).providerRef();

        updated.runUntil(clock.now.plus(Duration.ofMinutes(20)));

        assertThat(engine.get(id).providerRef()).isEqualTo(bound);
        assertThat(engine.get(id).generation()).isZero();
    }

    @Test
    void new_invoices_wait_for_the_right_key_and_are_not_parked_one_by_one() {
        DeliveryId id = add("cus_1", 1, false);

        updated.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PENDING);
        assertThat(circuitReason()).contains("live mode");
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
    }

    @Test
    void a_change_of_the_bound_invoice_is_refused_for_the_account() {
        DeliveryId id = add("cus_1", 1, false);
        engine.run();

        assertThat(withATestKey.send(
                        engine.get(id),
                        StripeRequest.VoidInvoice.of(
                                String.valueOf(engine.get(id).providerRef()))))
                .isInstanceOf(Answer.Misconfigured.class);
    }
}
