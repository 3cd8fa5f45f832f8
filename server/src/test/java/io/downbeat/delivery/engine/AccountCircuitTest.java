package io.downbeat.delivery.engine;

import static io.downbeat.delivery.DeliveryState.CONFIRMED;
import static io.downbeat.delivery.DeliveryState.PARKED;
import static io.downbeat.delivery.DeliveryState.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.FakeProvider.Trouble;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.RetryAfter;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountCircuitTest {
    private static final Duration FIRST = HeldBack.PAUSES.backoff().first();

    private final TestDatabase database = TestPostgres.migrated();
    private final Engine.Clock clock = new Engine.Clock();
    private final FakeProvider provider = new FakeProvider();
    private final Engine engine = new Engine(database, provider, clock);

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void a_provider_that_fails_more_often_than_not_is_left_alone() {
        openByFailures();

        assertThat(kind()).isEqualTo("failing");
        assertThat(alerts()).containsExactly("failing");
        assertThat(shownReason())
                .contains("of the last 20 calls to this account failed", "we are down")
                .contains("resumes by itself", "/retry");
        int before = provider.calls.size();
        engine.runUntil(clock.now.plus(FIRST).minusMillis(1));
        assertThat(provider.calls).hasSize(before);
    }

    @Test
    void a_long_pause_that_the_provider_asks_for_is_the_whole_accounts_on_every_server() {
        provider.retryAfter = Duration.ofMinutes(10);
        provider.trouble("CREATE", Trouble.TOO_FAST);
        provider.pace = 1;
        List<DeliveryId> ids = engine.add("acct", "acct/cus", 5);
        engine.run();
        Instant until = Engine.START.plus(Duration.ofMinutes(10));

        assertThat(provider.calls).hasSize(1);
        assertThat(kind()).isEqualTo("throttled");
        assertThat(alerts()).containsExactly("throttled");
        assertThat(engine.sql
                        .sql("SELECT circuit_reason FROM provider_account WHERE account_key = 'acct'")
                        .query(String.class)
                        .single())
                .startsWith("the provider asks for a pause: until " + until);

        engine.runUntil(until.minusMillis(1));
        assertThat(provider.calls).hasSize(1);
        provider.pace = 100_000;
        engine.runUntil(until.plus(Duration.ofMinutes(5)));
        assertThat(provider.calls.get(1)).isEqualTo("PROBE");
        assertThat(ids).allSatisfy(id -> assertThat(engine.state(id)).isEqualTo(CONFIRMED));
        assertThat(alerts()).isEmpty();
    }

    @Test
    void a_probe_that_is_told_to_wait_keeps_the_account_waiting() {
        provider.retryAfter = Duration.ofMinutes(10);
        provider.trouble("CREATE", Trouble.TOO_FAST);
        provider.probesAreTooFast = true;
        DeliveryId id = engine.add("acct", "acct/cus");
        engine.run();

        engine.runUntil(Engine.START.plus(Duration.ofMinutes(19)));
        assertThat(kind()).isEqualTo("throttled");
        assertThat(provider.calls).filteredOn("PROBE"::equals).hasSize(1);
        provider.probesAreTooFast = false;
        engine.runUntil(Engine.START.plus(Duration.ofMinutes(30)));
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
    }

    @ParameterizedTest
    @CsvSource({"PT5S, ", "PT5.001S, PT5.001S", "PT1H, PT1H", "PT240H, PT1H"})
    void a_moment_is_waited_out_and_more_than_an_hour_is_asked_about(Duration retryAfter, Duration held) {
        assertThat(RetryAfter.hold(retryAfter).orElse(null)).isEqualTo(held);
    }

    @Test
    void as_many_successes_as_failures_keep_the_road_open() {
        Trouble[] tenTimes = new Trouble[10];
        Arrays.fill(tenTimes, Trouble.BUSY);
        provider.trouble("RELEASE", tenTimes);
        engine.add("acct", "acct/cus", 10);

        engine.run();

        assertThat(kind()).isNull();
    }

    @Test
    void one_probe_decides_for_everything_that_is_held_back_whichever_server_makes_it() throws InterruptedException {
        openByFailures();
        engine.add("acct", null, 50);
        provider.calls.clear();
        clock.now = engine.work.nextDue().orElseThrow();
        try (Engine other = new Engine(database, provider, clock)) {
            bothRun(other);
            assertThat(provider.calls).containsExactly("PROBE");

            provider.isDown = false;
            provider.calls.clear();
            clock.now = engine.work.nextDue().orElseThrow();
            bothRun(other);
        }
        assertThat(provider.calls).filteredOn("PROBE"::equals).hasSize(1);
        assertThat(kind()).isNull();
        assertThat(alerts()).isEmpty();
        assertThat(engine.sql
                        .sql("SELECT DISTINCT state FROM delivery")
                        .query(String.class)
                        .list())
                .as("also those that had begun to back off")
                .containsExactly("CONFIRMED");
    }

    @Test
    void a_probe_that_fails_doubles_the_pause_up_to_ten_minutes() {
        openByFailures();
        Instant from = clock.now;
        List<Long> pauses = new java.util.ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Instant due = engine.work.nextDue().orElseThrow();
            pauses.add(Duration.between(from, due).toSeconds());
            from = due;
            clock.now = due;
            engine.run();
        }
        assertThat(pauses).containsExactly(30L, 60L, 120L, 240L, 480L, 600L, 600L);

        provider.isDown = false;
        engine.runUntil(clock.now.plusSeconds(600));
        provider.isDown = true;
        engine.add("acct", null, 30);
        engine.run();
        assertThat(Duration.between(clock.now, engine.work.nextDue().orElseThrow()))
                .as("something went through, so it begins short again")
                .isEqualTo(FIRST);
    }

    @Test
    void wrong_credentials_met_by_a_probe_change_what_the_circuit_says() {
        openByFailures();
        provider.isDown = false;
        provider.keysAreWrong = true;
        engine.runUntil(clock.now.plus(FIRST));

        assertThat(kind()).isEqualTo("configuration");
        assertThat(alerts()).containsExactly("configuration");
        assertThat(shownReason())
                .contains("wrong key")
                .contains("POST /downbeat/v1/deliveryMethods/"
                        + Engine.method("acct").value() + "/credentials")
                .contains("/retry");
    }

    /** A weekend without a valid key is nobody's patience. */
    @Test
    void what_was_held_back_for_longer_than_its_patience_is_not_given_up_at_the_first_hitch_afterwards() {
        DeliveryId refused = engine.add("acct", "acct/1");
        provider.trouble("CREATE", Trouble.WRONG_KEY);
        DeliveryId unknown = engine.add("acct", "acct/2");
        provider.trouble("RELEASE", Trouble.LOSE_ANSWER);
        engine.run();
        provider.keysAreWrong = true;
        engine.runUntil(clock.now.plus(Duration.ofHours(80)));
        assertThat(kind()).isEqualTo("configuration");

        provider.keysAreWrong = false;
        provider.trouble("CREATE", Trouble.BUSY);
        provider.trouble("RELEASE", Trouble.TOO_FAST);
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));

        assertThat(engine.state(refused))
                .as(engine.outcomes(refused).toString())
                .isEqualTo(DeliveryState.CONFIRMED);
        assertThat(engine.state(unknown))
                .as(engine.outcomes(unknown).toString())
                .isEqualTo(DeliveryState.CONFIRMED);
    }

    @ParameterizedTest
    @CsvSource({
        // minutes of the outage; minutes that a delivery first tried an hour before it has used up of its patience then
        "20, 80",
        "21, 60",
        "6000, 60"
    })
    void an_outage_that_outlasts_a_probe_is_not_counted_as_tried(int outage, int used) {
        DeliveryId id = engine.add("acct", null);
        provider.trouble("CREATE", Trouble.BUSY);
        engine.run();
        clock.advance(Duration.ofHours(1));
        engine.transactions.run(
                () -> engine.circuits.open("acct", Circuit.FAILING, "down", HeldBack.PAUSES, null, clock.now));
        clock.advance(Duration.ofMinutes(outage));

        engine.transactions.run(() -> engine.circuits.close("acct", clock.now));

        Instant since = engine.sql
                .sql("SELECT trying_since FROM delivery WHERE id = :id")
                .param("id", id.value())
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant();
        assertThat(Duration.between(since, clock.now)).isEqualTo(Duration.ofMinutes(used));
    }

    @Test
    void a_server_that_dies_while_it_probes_leaves_the_probe_to_another() {
        openByFailures();
        engine.add("acct", null);
        provider.isDown = false;
        clock.now = engine.work.nextDue().orElseThrow();
        provider.beforeProbe = () -> {
            throw new FakeProvider.Died();
        };
        engine.run();
        provider.beforeProbe = () -> {};
        provider.calls.clear();
        engine.run();
        assertThat(provider.calls).as("still under the lease").isEmpty();

        engine.endLeases();
        engine.run();

        assertThat(provider.calls).startsWith("PROBE");
        assertThat(kind()).isNull();
    }

    @Test
    void the_pause_never_sleeps_through_a_deadline() {
        openByFailures();
        for (int i = 0; i < 5; i++) {
            clock.now = engine.work.nextDue().orElseThrow();
            engine.run();
        }
        Instant deadline = clock.now.plus(Duration.ofMinutes(45));
        DeliveryId urgent = engine.addWithDeadline("acct", deadline);
        Instant lastAsked = Instant.MIN;
        for (Instant due = engine.work.nextDue().orElseThrow();
                due.isBefore(deadline);
                due = engine.work.nextDue().orElseThrow()) {
            clock.now = due;
            lastAsked = due;
            engine.run();
        }
        assertThat(lastAsked).isEqualTo(deadline.minus(HeldBack.BEFORE_DEADLINE));
        assertThat(engine.state(urgent)).isEqualTo(PENDING);
        assertThat(alerts()).as("half of its time is over").containsExactly("deadline", "failing");

        engine.runUntil(deadline.minusMillis(1));
        assertThat(engine.state(urgent)).isEqualTo(PENDING);
        engine.runUntil(deadline);
        assertThat(engine.state(urgent)).isEqualTo(PARKED);
        assertThat(engine.external.get(engine.get(urgent).invoice()).error())
                .startsWith("gave up: the deadline passed while the account was held back");
    }

    @Test
    void a_delivery_with_a_deadline_goes_out_when_the_last_probe_before_it_is_answered() {
        openByFailures();
        for (int i = 0; i < 5; i++) {
            clock.now = engine.work.nextDue().orElseThrow();
            engine.run();
        }
        Instant deadline = clock.now.plus(Duration.ofMinutes(15));
        DeliveryId urgent = engine.addWithDeadline("acct", deadline);
        engine.runUntil(deadline.minus(HeldBack.BEFORE_DEADLINE).minusMillis(1));
        provider.isDown = false;
        engine.runUntil(deadline.minus(HeldBack.BEFORE_DEADLINE));
        assertThat(engine.state(urgent)).isEqualTo(CONFIRMED);
    }

    @Test
    void an_account_whose_calls_hang_delays_no_other_account() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        provider.hang = delivery -> {
            if (delivery.accountKey().startsWith("hangs")) {
                try {
                    hanging.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        for (int i = 0; i < 8; i++) {
            engine.add("hangs-" + i, null, 300);
        }
        long began = System.nanoTime();
        engine.work.runDue(clock.now);
        List<DeliveryId> others = engine.add("works", null, 100);
        while (others.stream().anyMatch(id -> engine.state(id) != CONFIRMED)
                && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(40)) {
            engine.work.runDue(clock.now);
        }
        long confirmed =
                others.stream().filter(id -> engine.state(id) == CONFIRMED).count();
        hanging.countDown();
        assertThat(confirmed).isEqualTo(100);
    }

    private void openByFailures() {
        provider.isDown = true;
        engine.add("acct", null, 30);
        engine.run();
    }

    private void bothRun(Engine other) throws InterruptedException {
        Thread first = Thread.ofVirtual().start(engine::run);
        Thread second = Thread.ofVirtual().start(other::run);
        first.join();
        second.join();
    }

    private String kind() {
        return engine.sql
                .sql("SELECT circuit_kind FROM provider_account WHERE account_key = 'acct'")
                .query((row, number) -> java.util.Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
    }

    private List<String> alerts() {
        return engine.sql
                .sql("SELECT lower(kind) FROM incident WHERE ended_at IS NULL ORDER BY kind")
                .query(String.class)
                .list();
    }

    private String shownReason() {
        return engine.operations
                .shownReason(PENDING)
                .or(() -> engine.operations.shownReason(DeliveryState.RETRY_WAIT))
                .orElseThrow();
    }
}
