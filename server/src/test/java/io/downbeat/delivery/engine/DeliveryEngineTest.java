package io.downbeat.delivery.engine;

import static io.downbeat.delivery.DeliveryState.CANCELLED;
import static io.downbeat.delivery.DeliveryState.CLAIMED;
import static io.downbeat.delivery.DeliveryState.CONFIRMED;
import static io.downbeat.delivery.DeliveryState.PARKED;
import static io.downbeat.delivery.DeliveryState.PENDING;
import static io.downbeat.delivery.DeliveryState.RETRY_WAIT;
import static io.downbeat.delivery.DeliveryState.SENDING;
import static io.downbeat.delivery.DeliveryState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.engine.FakeProvider.Trouble;
import io.downbeat.testing.LogLines;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryEngineTest {
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
    void a_delivery_reaches_its_provider_and_is_confirmed_by_reading() {
        DeliveryId id = engine.add("acct", "cus");
        assertThat(engine.work.nextDue()).contains(clock.now);

        engine.run();

        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
        assertThat(provider.calls).containsExactly("CREATE create:0", "LOOK", "RELEASE", "LOOK");
        assertThat(engine.outcomes(id)).containsExactly("CREATE ACCEPTED", "RELEASE ACCEPTED");
        assertThat(engine.external.get(engine.get(id).invoice()).externalStatus())
                .isEqualTo("FINALIZED");
        assertThat(engine.work.nextDue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE", "RELEASE"})
    void a_lost_answer_is_asked_for_before_anything_is_sent_again(String step) {
        DeliveryId id = engine.add("acct", "cus");
        provider.trouble(step, Trouble.LOSE_ANSWER);

        engine.run();
        Delivery lost = engine.get(id);
        assertThat(lost.state()).isIn(UNKNOWN, RETRY_WAIT);
        int sentBefore = provider.calls.size();
        engine.runUntil(clock.now.plusSeconds(10));

        assertThat(provider.calls.get(sentBefore)).isEqualTo("LOOK");
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
        assertThat(provider.objects).hasSize(1);
        assertThat(engine.get(id).generation()).isZero();
    }

    @Test
    void what_is_not_found_is_believed_absent_only_after_the_quiet_time() {
        DeliveryId id = engine.add("acct", "cus");
        provider.trouble("CREATE", Trouble.LOSE_REQUEST);
        engine.run();

        engine.runUntil(Engine.START.plus(FakeProvider.QUIET).minusMillis(1));
        assertThat(engine.state(id)).isEqualTo(UNKNOWN);
        assertThat(provider.calls).filteredOn(call -> call.startsWith("CREATE")).hasSize(1);

        engine.runUntil(Engine.START.plus(FakeProvider.QUIET));
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
        assertThat(provider.calls).contains("CREATE create:1");
        assertThat(provider.objects).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"DIE_BEFORE", "DIE_AFTER"})
    void a_server_that_dies_after_the_announcement_leaves_an_unknown_outcome(Trouble trouble) {
        DeliveryId id = engine.add("acct", "cus");
        provider.trouble("CREATE", trouble);
        engine.run();
        assertThat(engine.state(id)).isEqualTo(SENDING);
        assertThat(engine.work.nextDue()).as("under the lease of a dead server").contains(clock.now);

        engine.endLeases();
        engine.runUntil(clock.now.plus(Duration.ofMinutes(10)));

        assertThat(engine.outcomes(id).getFirst()).isEqualTo("CREATE UNKNOWN");
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
        assertThat(provider.released(id)).isEqualTo(1);
        assertThat(provider.objects).hasSize(1);
    }

    @Test
    void a_server_that_dies_before_the_announcement_leaves_nothing_behind() {
        DeliveryId id = engine.add("acct", "cus");
        List<Claim> claims =
                engine.transactions.in(() -> engine.claims.claim("dead", Engine.room("acct", 8), clock.now));
        assertThat(claims).hasSize(1);
        assertThat(engine.state(id)).isEqualTo(CLAIMED);
        engine.run();
        assertThat(provider.calls).as("still under the lease").isEmpty();

        engine.endLeases();
        engine.run();

        assertThat(provider.calls).startsWith("CREATE create:0");
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
    }

    @Test
    void a_server_that_slept_through_its_lease_can_write_nothing() {
        DeliveryId id = engine.add("acct", "cus");
        Claim old = engine.transactions
                .in(() -> engine.claims.claim("sleeper", Engine.room("acct", 8), clock.now))
                .getFirst();
        engine.endLeases();
        engine.run();
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);

        var step = new FakeProvider.Step("CREATE", "k", new byte[0]);
        assertThat(engine.writer.announce(new DeliveryStore.Intent(old.delivery(), step, new byte[0], List.of())))
                .isFalse();
        assertThat(engine.writer.end(new DeliveryStore.End(
                        old.delivery(), Outcome.rest(PARKED, "late", clock.now, null), true, List.of())))
                .isFalse();
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
    }

    @Test
    void a_definite_failure_is_retried_later_under_the_same_key() {
        DeliveryId id = engine.add("acct", "cus");
        provider.trouble("CREATE", Trouble.BUSY, Trouble.TOO_FAST, Trouble.BUSY);

        engine.run();
        assertThat(engine.state(id)).isEqualTo(RETRY_WAIT);
        assertThat(engine.work.nextDue().orElseThrow()).isAfter(clock.now);
        engine.runUntil(clock.now.plusSeconds(60));

        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
        assertThat(provider.calls)
                .startsWith("CREATE create:0", "CREATE create:0", "CREATE create:0", "CREATE create:0", "LOOK");
        assertThat(engine.outcomes(id))
                .startsWith("CREATE AGAIN", "CREATE TOO_FAST", "CREATE AGAIN", "CREATE ACCEPTED");
    }

    @Test
    void a_refusal_parks_the_delivery_and_shows_on_the_invoice() {
        DeliveryId id = engine.add("acct", "cus");
        provider.trouble("CREATE", Trouble.REFUSE);

        engine.run();

        assertThat(engine.state(id)).isEqualTo(PARKED);
        var shown = engine.external.get(engine.get(id).invoice());
        assertThat(shown.externalStatus()).isEqualTo("INVALID_REQUEST_ERROR");
        assertThat(shown.error()).isEqualTo("no such customer");
        assertThat(shown.invoiceId()).isNull();
        assertThat(engine.work.nextDue()).isEmpty();
    }

    @Test
    void wrong_credentials_hold_back_one_account_with_one_alert_and_one_request() {
        List<DeliveryId> held = engine.add("broken", null, 30);
        engine.run();
        provider.keysAreWrong = true;
        List<DeliveryId> more = engine.add("broken", null, 30);
        engine.run();

        assertThat(more).allSatisfy(id -> assertThat(engine.state(id)).isEqualTo(PENDING));
        assertThat(held).allSatisfy(id -> assertThat(engine.state(id)).isEqualTo(CONFIRMED));
        assertThat(engine.sql
                        .sql("SELECT count(*) FROM incident WHERE ended_at IS NULL")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(engine.work.nextDue().orElseThrow())
                .as("an advanced clock becomes quiet")
                .isAfter(clock.now);

        int before = provider.calls.size();
        clock.now = engine.work.nextDue().orElseThrow();
        engine.run();
        assertThat(provider.calls.subList(before, provider.calls.size()))
                .as("half open asks once")
                .containsExactly("PROBE");

        provider.keysAreWrong = false;
        engine.circuits.probeNow(Engine.method("broken"), clock.now);
        engine.run();
        assertThat(more).allSatisfy(id -> assertThat(engine.state(id)).isEqualTo(CONFIRMED));
        assertThat(engine.sql
                        .sql("SELECT count(*) FROM incident WHERE ended_at IS NULL")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void deliveries_of_one_order_key_go_one_at_a_time_and_others_do_not_wait() {
        provider.slowMillis = 5;
        List<DeliveryId> ordered = engine.add("acct", "acct/cus_1", 10);
        engine.run();
        assertThat(provider.mostAtOnce.get()).isEqualTo(1);
        assertThat(ordered).allSatisfy(id -> assertThat(engine.state(id)).isEqualTo(CONFIRMED));

        engine.add("acct", null, 40);
        engine.run();
        assertThat(provider.mostAtOnce.get()).isGreaterThan(4);
    }

    @Test
    void one_account_that_does_not_answer_does_not_hold_up_another() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch isStuck = new CountDownLatch(1);
        provider.beforeSend = () -> {
            isStuck.countDown();
            try {
                stuck.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        DeliveryId slow = engine.add("slow", null);
        Thread caller = Thread.ofVirtual().start(() -> engine.work.runDue(clock.now));
        assertThat(isStuck.await(10, TimeUnit.SECONDS)).isTrue();
        provider.beforeSend = () -> {};
        List<DeliveryId> others = engine.add("quick", null, 20);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (others.stream().anyMatch(id -> engine.state(id) != CONFIRMED) && System.nanoTime() < until) {
            engine.work.runDue(clock.now);
        }

        assertThat(others).allSatisfy(id -> assertThat(engine.state(id)).isEqualTo(CONFIRMED));
        assertThat(engine.state(slow)).isEqualTo(SENDING);
        stuck.countDown();
        caller.join();
        engine.run();
        assertThat(engine.state(slow)).isEqualTo(CONFIRMED);
    }

    @Test
    void a_payload_that_was_tampered_with_is_never_sent() {
        DeliveryId id = engine.add("acct", "cus");
        engine.sql
                .sql("UPDATE delivery SET payload = '{}'::bytea WHERE id = :id")
                .param("id", id.value())
                .update();

        engine.run();

        assertThat(engine.state(id)).isEqualTo(PARKED);
        assertThat(provider.calls).isEmpty();
    }

    /** Somebody resolved another delivery as the very object that this one is about to be bound to. */
    @Test
    void an_object_that_another_delivery_holds_is_not_taken_from_it() {
        DeliveryId other = engine.add("acct", null);
        provider.trouble("CREATE", Trouble.REFUSE);
        engine.run();
        DeliveryId id = engine.add("acct", null);
        provider.beforeSend =
                () -> engine.transactions.run(() -> engine.operations.resolve(engine.get(other), "obj_1"));

        engine.run();

        assertThat(engine.state(id)).as("no second try mends that").isEqualTo(PARKED);
        assertThat(engine.reason(id))
                .startsWith("the provider answered with obj_1, which delivery " + other + " already holds");
        assertThat(provider.calls).filteredOn(call -> call.startsWith("CREATE")).hasSize(2);
        assertThat(engine.get(id).providerRef()).isNull();
        assertThat(engine.get(other).providerRef()).isEqualTo("obj_1");
        assertThat(provider.released(id)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"CREATE, FAULT_BEFORE", "CREATE, FAULT_AFTER", "RELEASE, FAULT_BEFORE", "RELEASE, FAULT_AFTER"})
    void a_bug_of_ours_leaves_an_unknown_outcome_that_is_asked_for(String step, Trouble fault) {
        DeliveryId id = engine.add("acct", "cus");
        provider.trouble(step, fault);

        engine.run();
        assertThat(engine.state(id)).as("no lease has to end first").isEqualTo(UNKNOWN);
        assertThat(engine.outcomes(id)).endsWith(step + " UNKNOWN");

        engine.runUntil(clock.now.plus(Duration.ofHours(1)));
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
        assertThat(provider.released(id)).isEqualTo(1);
    }

    @Test
    void a_bug_of_ours_that_stays_is_tried_three_times_then_told_to_a_person_and_quotes_nothing() {
        try (LogLines log = new LogLines()) {
            DeliveryId id = engine.add("acct", "cus");
            provider.troubleForEver("RELEASE", Trouble.FAULT_BEFORE);
            engine.run();
            assertThat(engine.state(id)).isEqualTo(UNKNOWN);

            engine.runUntil(clock.now.plus(Duration.ofMinutes(30)));

            assertThat(engine.state(id)).isEqualTo(PARKED);
            assertThat(provider.calls).filteredOn("RELEASE"::equals).hasSize(3);
            assertThat(engine.external.get(engine.get(id).invoice()).error())
                    .isEqualTo("failed in Downbeat (IllegalStateException); see the log at " + Engine.START
                            + " for delivery " + id + "; what its last request came to is unknown");
            assertThat(log.about(id.toString()))
                    .filteredOn(line -> line.contains("\tat "))
                    .as("the stack trace, once")
                    .singleElement()
                    .asString()
                    .contains(Engine.START.toString(), "IllegalStateException", "at io.downbeat");
            assertThat(log.toString()).doesNotContain(FakeProvider.SECRET);

            engine.transactions.run(() -> engine.operations.retry(engine.get(id)));
            engine.run();
            assertThat(engine.state(id)).as("a person's retry counts anew").isEqualTo(UNKNOWN);
            assertQuotesNothing();
        }
    }

    private void assertQuotesNothing() {
        assertThat(engine.sql
                        .sql("SELECT response FROM delivery_attempt WHERE outcome = 'UNKNOWN'")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(text -> text.contains(FakeProvider.SECRET));
    }

    @Test
    void what_passes_by_itself_is_tried_on_and_logged_once() {
        try (LogLines log = new LogLines()) {
            DeliveryId id = engine.add("acct", "cus");
            Trouble[] away = new Trouble[8];
            java.util.Arrays.fill(away, Trouble.PASSING_FAULT);
            provider.trouble("RELEASE", away);

            engine.runUntil(clock.now.plus(Duration.ofHours(2)));

            assertThat(engine.state(id)).isEqualTo(CONFIRMED);
            assertThat(log.about("failed in Downbeat")).hasSize(1);
        }
    }

    @Test
    void bugs_that_were_got_over_are_not_added_up() {
        DeliveryId id = engine.add("acct", "cus");
        provider.trouble("CREATE", Trouble.FAULT_BEFORE, Trouble.FAULT_BEFORE);
        provider.trouble("RELEASE", Trouble.FAULT_BEFORE, Trouble.FAULT_BEFORE);

        engine.runUntil(clock.now.plus(Duration.ofHours(2)));

        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
    }

    @Test
    void an_answer_that_the_database_cannot_hold_is_no_reason_to_go_round_for_ever() {
        DeliveryId id = engine.add("acct", "cus");
        provider.refusal = "no such customer \u0000 sk_live_123";
        provider.trouble("CREATE", Trouble.REFUSE);

        engine.run();

        assertThat(engine.state(id)).isEqualTo(PARKED);
        assertThat(engine.reason(id)).startsWith("no such customer").doesNotContain(FakeProvider.SECRET);
    }

    @Test
    void a_request_knows_what_is_left_of_the_lease_it_leaves_under() {
        engine.add("acct", "cus");
        engine.run();
        assertThat(provider.leaseIsEndless).isFalse();
    }

    @Test
    void a_delivery_is_given_up_after_72_hours_and_not_before() {
        DeliveryId id = engine.add("acct", "cus");
        Trouble[] busy = new Trouble[3000];
        java.util.Arrays.fill(busy, Trouble.BUSY);
        provider.trouble("CREATE", busy);

        engine.runUntil(Engine.START.plus(Duration.ofHours(72)).minusMillis(1));
        assertThat(engine.state(id)).isEqualTo(RETRY_WAIT);
        engine.runUntil(Engine.START.plus(Duration.ofHours(73)));
        assertThat(engine.state(id)).isEqualTo(PARKED);

        engine.transactions.run(() -> engine.operations.retry(engine.get(id)));
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));
        assertThat(engine.state(id))
                .as("a person's retry begins the 72 hours anew")
                .isEqualTo(RETRY_WAIT);
    }

    @Test
    void answers_that_say_nothing_are_waited_out_for_72_hours_and_not_longer() {
        DeliveryId id = engine.add("acct", null);
        provider.troubleForEver("CREATE", Trouble.STALE);
        engine.runUntil(Engine.START.plus(Duration.ofHours(72)).minusMillis(1));
        assertThat(engine.state(id)).isEqualTo(UNKNOWN);
        engine.runUntil(Engine.START.plus(Duration.ofHours(72)));
        assertThat(engine.state(id)).isEqualTo(PARKED);
        assertThat(engine.reason(id)).startsWith("gave up");
        assertThat(provider.calls.stream().filter(call -> call.startsWith("CREATE")))
                .as("each under a key of its own")
                .doesNotHaveDuplicates();
    }

    @Test
    void what_was_never_sent_is_cancelled_and_what_was_is_taken_back() {
        DeliveryId fresh = engine.add("acct", "cus_1");
        engine.transactions.run(() -> engine.operations.withdraw(engine.get(fresh), "the invoice was voided"));
        assertThat(engine.state(fresh)).isEqualTo(CANCELLED);

        DeliveryId sent = engine.add("acct", "cus_2");
        engine.run();
        assertThat(provider.released(sent)).isEqualTo(1);
        engine.transactions.run(() -> engine.operations.withdraw(engine.get(sent), "the invoice was voided"));
        engine.run();

        assertThat(engine.state(sent)).isEqualTo(CANCELLED);
        assertThat(provider.objects).isEmpty();
        assertThat(engine.external.get(engine.get(sent).invoice()).externalStatus())
                .isEqualTo("VOID");
    }

    @Test
    void history_and_frozen_values_cannot_be_rewritten() {
        DeliveryId id = engine.add("acct", "cus");
        engine.run();
        assertThatThrownBy(() -> engine.sql
                        .sql("UPDATE delivery_attempt SET outcome = 'fine'")
                        .update())
                .hasMessageContaining("only ever added to");
        assertThatThrownBy(() -> engine.sql.sql("DELETE FROM delivery_receipt").update())
                .hasMessageContaining("only ever added to");
        assertThatThrownBy(() -> engine.sql
                        .sql("UPDATE delivery SET account_key = 'other'")
                        .update())
                .hasMessageContaining("never changes");
        assertThat(engine.state(id)).isEqualTo(CONFIRMED);
    }

    @Test
    void an_invoice_never_gets_a_second_delivery() {
        DeliveryId id = engine.add("acct", "cus");
        assertThatThrownBy(() -> engine.sql.sql("""
            INSERT INTO delivery SELECT (d2).* FROM (SELECT jsonb_populate_record(d, jsonb_build_object('id',
                gen_random_uuid())) AS d2 FROM delivery d WHERE id = :id) x
            """).param("id", id.value()).update())
                .hasMessageContaining("delivery_one_per_invoice");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void two_servers_under_fire_deliver_everything_exactly_once(long seed) throws InterruptedException {
        provider.chaos = new Random(seed);
        try (Engine other = new Engine(database, provider, clock)) {
            List<DeliveryId> all = new java.util.ArrayList<>(engine.add("one", null, 60));
            all.addAll(engine.add("two", "two/cus", 5));
            for (int round = 0; round < 60 && engine.work.nextDue().isPresent(); round++) {
                Thread first = Thread.ofVirtual().start(engine::run);
                Thread second = Thread.ofVirtual().start(other::run);
                first.join();
                second.join();
                if (round % 2 == 0) {
                    provider.deliverDelayed();
                }
                if (round > 40) {
                    provider.chaos = null;
                }
                engine.endLeases();
                clock.advance(Duration.ofMinutes(11));
            }
            provider.deliverDelayed();

            assertThat(all).allSatisfy(id -> {
                assertThat(engine.state(id)).isEqualTo(CONFIRMED);
                assertThat(provider.released(id)).isEqualTo(1);
            });
        }
    }
}
