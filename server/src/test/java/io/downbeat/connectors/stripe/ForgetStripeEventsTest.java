package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.engine.Engine;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ForgetStripeEventsTest extends StripeAgainstSandbox {
    private static final DeliveryMethodId METHOD = new DeliveryMethodId(UUID.randomUUID());
    private static final Instant DUE =
            Engine.START.plus(ForgetStripeEvents.KEPT).plus(ForgetStripeEvents.EVERY);

    @Test
    void an_event_is_known_for_sixty_days_and_forgotten_within_the_next() {
        var events = new StripeEventStore(engine.sql);
        var forget = new ForgetStripeEvents(events);
        assertThat(forget.nextDue()).isEmpty();
        Instant keptStill = DUE.minus(ForgetStripeEvents.KEPT).plusMillis(1);
        events.take(METHOD, "evt_first", "invoice.paid", Engine.START);
        events.take(METHOD, "evt_same_day", "invoice.paid", DUE.minus(ForgetStripeEvents.KEPT));
        events.take(METHOD, "evt_next_day", "invoice.paid", keptStill);

        assertThat(forget.nextDue()).contains(DUE);

        assertThat(forget.runDue(DUE)).isEqualTo(2);
        assertThat(events.isKnown(METHOD, "evt_first")).isFalse();
        assertThat(events.isKnown(METHOD, "evt_same_day")).isFalse();
        assertThat(events.isKnown(METHOD, "evt_next_day")).isTrue();
        assertThat(forget.nextDue()).contains(keptStill.plus(Duration.ofDays(61)));
        assertThat(forget.runDue(DUE)).isZero();
    }

    @Test
    void many_go_in_batches_the_oldest_first() {
        var events = new StripeEventStore(engine.sql);
        for (int i = 0; i < 5; i++) {
            events.take(METHOD, "evt_" + i, "invoice.paid", Engine.START.plusSeconds(i));
        }
        assertThat(events.forget(Engine.START.plusSeconds(3), 3)).isEqualTo(3);
        assertThat(events.oldest()).contains(Engine.START.plusSeconds(3));
        assertThat(events.forget(Engine.START.plusSeconds(3), 3)).isEqualTo(1);
        assertThat(events.forget(Engine.START.plusSeconds(3), 3)).isZero();
    }
}
