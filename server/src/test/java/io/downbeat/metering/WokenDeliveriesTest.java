package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.engine.Engine;
import io.downbeat.delivery.engine.Waking;
import io.downbeat.metering.settlement.Settlement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Metering tells the delivery of an invoice that its last record is settled, instead of being asked now and then. */
class WokenDeliveriesTest extends FakeMarketplaceHarness {
    @Test
    void the_record_that_is_settled_wakes_its_delivery_in_the_same_transaction() {
        connector.next(new RecordAnswer.NoAnswer("timeout"));
        harness.moveTo("2025-07-01T00:05:00Z");
        june.finalizeAt(100);
        harness.node.settle();
        assertThat(june.settle(100)).isInstanceOf(Settlement.Waiting.class);
        assertThat(harness.woken).as("nothing is settled yet").isEmpty();

        harness.advanceTo("2025-07-01T00:30:00Z");
        assertThat(june.settle(100)).isInstanceOf(Settlement.Settled.class);
        assertThat(harness.woken).containsOnly(june.id);
    }

    @Test
    void what_was_settled_and_rolled_back_wakes_again_when_it_is_settled_for_good() {
        connector.next(slots -> {
            harness.sql
                    .sql("ALTER TABLE metering_record ADD CONSTRAINT refused CHECK (state <> 'CONFIRMED')")
                    .update();
            return connector.take(slots);
        });
        connector.next(slots -> {
            harness.sql
                    .sql("ALTER TABLE metering_record DROP CONSTRAINT refused")
                    .update();
            return connector.take(slots);
        });
        harness.moveTo("2025-07-01T00:05:00Z");
        june.finalizeAt(100);
        harness.node.settle();
        assertThat(harness.woken).as("not settled, so nobody is woken").isEmpty();

        harness.advanceTo("2025-07-01T00:30:00Z");
        assertThat(harness.woken).containsOnly(june.id);
    }

    @Test
    void until_then_it_looks_again_when_the_window_is_over_at_the_latest() {
        for (int i = 0; i < 200; i++) {
            connector.next(new RecordAnswer.NoAnswer("timeout"));
        }
        harness.moveTo("2025-07-01T00:05:00Z");
        june.finalizeAt(100);
        harness.node.settle();

        assertThat(june.settle(100))
                .isInstanceOfSatisfying(
                        Settlement.Waiting.class,
                        waiting -> assertThat(waiting.until()).isEqualTo(Instant.parse("2025-07-01T05:00:01Z")));
        harness.advanceTo("2025-07-01T05:00:01Z");
        assertThat(june.settle(100)).isInstanceOf(Settlement.Shortfall.class);
    }

    @Test
    void a_wake_that_comes_while_a_server_has_the_delivery_in_hand_is_not_lost() {
        Waking waking = new Waking(Engine.START.plus(Duration.ofHours(6)));
        try (waking) {
            waking.duringTheNextLook(waking::wake);
            waking.engine().run();
            assertThat(waking.looks())
                    .as("once more, because it was woken after it had looked")
                    .isEqualTo(2);
            assertThat(waking.engine().nextDue()).contains(Engine.START.plus(Duration.ofHours(6)));
        }
    }

    @Test
    void a_wake_that_is_lost_is_caught_at_the_deadline() {
        Waking waking = new Waking(Engine.START.plus(Duration.ofHours(6)));
        try (waking) {
            waking.engine().runUntil(Engine.START.plus(Duration.ofHours(6)).minusMillis(1));
            assertThat(waking.looks()).as("nobody polls").isEqualTo(1);
            waking.engine().runUntil(Engine.START.plus(Duration.ofHours(6)));
            assertThat(waking.looks()).isEqualTo(2);
        }
    }
}
