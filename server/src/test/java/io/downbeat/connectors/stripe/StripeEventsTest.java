package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.engine.Engine;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** News of an invoice that come while a server has its delivery in hand. */
class StripeEventsTest extends StripeAgainstSandbox {
    private StripeEvents events;

    @BeforeEach
    void listen() {
        events = new StripeEvents(
                new StripeEventStore(engine.sql),
                new StripeReading(calls(), settings()),
                engine.news(),
                engine.transactions(),
                clock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLAIMED", "SENDING"})
    void a_payment_that_is_told_while_the_delivery_is_under_way_is_taken_when_stripe_tells_it_again(String state) {
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        String invoice = engine.get(id).providerRef();
        happens(invoice, "paid");
        JsonNode paid = event("evt_1", "invoice.paid", invoice);

        underWay(id, state);
        assertThatThrownBy(() -> events.take(Engine.method("acct"), paid)).isInstanceOf(Refused.class);
        atRest(id);
        events.take(Engine.method("acct"), paid);

        assertThat(engine.external.get(engine.get(id).invoice()).externalStatus())
                .isEqualTo("PAID");
    }

    @Test
    void what_the_delivery_itself_makes_happen_is_taken_at_once() {
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        underWay(id, "SENDING");

        events.take(
                Engine.method("acct"),
                event("evt_1", "invoice.finalized", engine.get(id).providerRef()));

        assertThat(new StripeEventStore(engine.sql).isKnown(Engine.method("acct"), "evt_1"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CLAIMED, payment_intent.succeeded, true",
        "SENDING, payment_intent.succeeded, true",
        "SENDING, payment_intent.payment_failed, true",
        "SENDING, invoice.finalized, false",
        "CONFIRMED, payment_intent.succeeded, false"
    })
    void what_a_bank_says_while_the_delivery_is_under_way_has_it_read_once_more(
            String state, String type, boolean woken) {
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        if (!state.equals("CONFIRMED")) {
            underWay(id, state);
        }

        events.take(Engine.method("acct"), event("evt_1", type, engine.get(id).providerRef()));

        assertThat(engine.sql
                        .sql("SELECT woken FROM delivery WHERE id = :id")
                        .param("id", id.value())
                        .query(Boolean.class)
                        .single())
                .isEqualTo(woken);
    }

    private static JsonNode event(String id, String type, String invoice) {
        return Json.read("""
            {"id": "%s", "type": "%s", "data": {"object": {"id": "%s", "object": "invoice"}}}\
            """.formatted(id, type, invoice));
    }

    private void underWay(DeliveryId id, String state) {
        engine.sql
                .sql("UPDATE delivery SET state = :state, lease_until = clock_timestamp() + interval '1 minute'"
                        + " WHERE id = :id")
                .param("state", state)
                .param("id", id.value())
                .update();
    }

    private void atRest(DeliveryId id) {
        engine.sql
                .sql("UPDATE delivery SET state = 'CONFIRMED', lease_until = NULL WHERE id = :id")
                .param("id", id.value())
                .update();
    }
}
