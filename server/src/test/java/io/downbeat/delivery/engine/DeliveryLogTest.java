package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.CapturedLog;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What an operator reads while providers come and go. */
class DeliveryLogTest {

    @Test
    void an_outage_of_hours_is_a_line_when_it_begins_and_one_when_it_ends_however_many_wait() {
        TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");
        try (CapturedLog log = new CapturedLog()) {
            String account = thirtyWaitWhileStripeIsAway(server, log);

            assertThat(log.lines(Level.ERROR)).isEmpty();
            assertThat(log.lines(Level.WARN))
                    .satisfiesExactly(
                            opened -> assertThat(opened)
                                    .startsWith("stripe (delivery method " + account + ") fails: ")
                                    .contains("of the last 20 calls"),
                            closed -> assertThat(closed)
                                    .startsWith("stripe (delivery method " + account + ") answers again"),
                            parked -> assertThat(parked)
                                    .startsWith("delivery ")
                                    .contains("to stripe (delivery method " + account + ") is parked: "));
            assertThat(log.lines(Level.INFO))
                    .filteredOn(line -> line.startsWith("finalized"))
                    .hasSize(1);
            assertThat(log.lines(Level.INFO))
                    .filteredOn(line -> line.startsWith("deliveries"))
                    .last()
                    .asString()
                    .contains("29 sent, ", "1 parked");
            assertThat(log.events())
                    .map(ILoggingEvent::getFormattedMessage)
                    .noneMatch(
                            line -> line.contains("acct_test") || line.contains("rk_test") || line.contains("whsec"));
        } finally {
            server.close();
        }
    }

    /** For twelve hours; then it refuses one of them. @return the delivery method */
    private static String thirtyWaitWhileStripeIsAway(TestServer server, CapturedLog log) {
        AccountFixture account = AccountFixture.setUp(server.api());
        for (int i = 0; i < 30; i++) {
            AccountFixture.Customer customer = account.customer("c" + (100 + i));
            customer.contract("2025-01-01T00:00:00Z");
            customer.use("t" + i, "2025-01-01T00:00:00Z", 100);
        }
        server.sandbox()
                .setFaults(List.of(Fault.of("stripe", "*", "unavailable").always()));
        server.advanceTo("2025-02-02T12:00:00Z");
        assertThat(log.lines(Level.WARN)).hasSize(1);
        server.sandbox()
                .setFaults(List.of(Fault.of("stripe", "create_invoice", "bad_request")
                        .always()
                        .matching("cus_c107")));
        server.advanceTo("2025-02-03T12:00:00Z");
        server.close();
        return account.stripeMethod;
    }

    @Test
    void deliveries_are_one_line_in_which_each_counts_once_as_it_ended() {
        try (TestDatabase database = TestPostgres.migrated();
                Engine engine = new Engine(database, new FakeProvider(), new Engine.Clock());
                DeliveryLog deliveries = new DeliveryLog(Duration.ofHours(1));
                CapturedLog log = new CapturedLog()) {
            List<Delivery> rows =
                    engine.add("acct", null, 4).stream().map(engine::get).toList();
            for (int again = 0; again < 50; again++) {
                deliveries.ended(rows.get(0), DeliveryState.RETRY_WAIT, "busy");
            }
            deliveries.ended(rows.get(1), DeliveryState.UNKNOWN, "no answer");
            deliveries.ended(rows.get(1), DeliveryState.CONFIRMED, null);
            deliveries.ended(rows.get(2), DeliveryState.PARKED, "refused");
            deliveries.ended(rows.get(3), DeliveryState.CANCELLED, "voided");
            deliveries.close();

            assertThat(log.lines(Level.INFO))
                    .containsExactly("deliveries until the stop: 1 sent, 1 waiting, 1 parked, 1 withdrawn");
            assertThat(log.lines(Level.WARN)).hasSize(1);
        }
    }

    @Test
    void what_ended_is_told_a_minute_after_the_first_of_it() {
        try (TestDatabase database = TestPostgres.migrated();
                Engine engine = new Engine(database, new FakeProvider(), new Engine.Clock());
                DeliveryLog deliveries = new DeliveryLog(Duration.ofMillis(200));
                CapturedLog log = new CapturedLog()) {
            Delivery row = engine.get(engine.add("acct", null, 1).getFirst());
            deliveries.ended(row, DeliveryState.SENT, null);
            while (log.lines(Level.INFO).isEmpty()) {
                LockSupport.parkNanos(5_000_000);
            }
            assertThat(log.lines(Level.INFO))
                    .containsExactly("deliveries in the last minute: 1 sent, 0 waiting, 0 parked");
        }
    }

    @Test
    void a_minute_without_deliveries_is_no_line() {
        try (DeliveryLog deliveries = new DeliveryLog();
                CapturedLog log = new CapturedLog()) {
            deliveries.close();
            assertThat(log.events()).isEmpty();
        }
    }
}
