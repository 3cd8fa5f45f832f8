package io.downbeat.delivery.engine;

import static io.downbeat.delivery.DeliveryState.CONFIRMED;
import static io.downbeat.delivery.DeliveryState.PARKED;
import static io.downbeat.delivery.DeliveryState.RETRY_WAIT;
import static io.downbeat.delivery.DeliveryState.SENDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.engine.FakeProvider.Trouble;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many deliveries whose intents and ends share commits: each stands and falls by its own row. */
@Timeout(120)
class DeliveryGroupsTest {
    private static final int MANY = 40;

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
    void intents_that_come_during_a_commit_share_the_next_one() {
        List<DeliveryId> all = engine.add("acct", null, MANY);
        CountDownLatch answered = new CountDownLatch(1);
        provider.hang = _ -> await(answered);

        Thread running = heldUp(all, () -> {});
        awaitAll(all, SENDING);

        assertThat(engine.sql
                        .sql("SELECT count(DISTINCT CAST(xmin AS text)) FROM delivery")
                        .query(Integer.class)
                        .single())
                .as("commits: the one that was under way, and the one of all who came meanwhile")
                .isLessThanOrEqualTo(2);
        answered.countDown();
        finish(running);
        assertAllConfirmedOnce(all);
        assertThat(engine.external).hasSize(MANY);
        assertThat(receipts()).isEqualTo(MANY);
    }

    @Test
    void nothing_is_sent_before_its_own_intent_is_durable() {
        List<DeliveryId> all = engine.add("acct", null, MANY);
        List<String> early = new CopyOnWriteArrayList<>();
        provider.hang = sent -> {
            Delivery durable = engine.get(sent.id());
            boolean isAnnounced = durable.state() == SENDING
                    && durable.progress().fence() == sent.progress().fence()
                    && durable.progress().mayExist()
                    && durable.generation() == sent.generation()
                    && String.valueOf(durable.providerRef()).equals(String.valueOf(sent.providerRef()));
            if (!isAnnounced) {
                early.add(durable + " was sent as " + sent);
            }
        };

        engine.run();

        assertThat(early).isEmpty();
        assertAllConfirmedOnce(all);
    }

    @Test
    void a_row_whose_fence_was_taken_is_not_sent_and_its_neighbours_go_on() {
        List<DeliveryId> all = engine.add("acct", null, MANY);
        DeliveryId taken = all.get(MANY / 2);
        List<DeliveryId> sent = new CopyOnWriteArrayList<>();
        provider.hang = delivery -> sent.add(delivery.id());

        finish(heldUp(
                all,
                () -> engine.sql
                        .sql("UPDATE delivery SET fence = fence + 1, lease_owner = 'another' WHERE id = :id")
                        .param("id", taken.value())
                        .update()));

        assertThat(sent).doesNotContain(taken);
        assertThat(engine.state(taken)).as("in the other server's hands").isEqualTo(DeliveryState.CLAIMED);
        assertThat(engine.outcomes(taken)).isEmpty();
        assertAllConfirmedOnce(without(all, taken));

        engine.endLeases();
        engine.run();
        assertAllConfirmedOnce(all);
    }

    @Test
    void an_intent_that_breaks_a_constraint_does_not_fail_its_neighbours() {
        List<DeliveryId> all = engine.add("acct", null, MANY);
        DeliveryId broken = all.get(3);
        engine.sql
                .sql("ALTER TABLE delivery ADD CONSTRAINT broken CHECK (id <> '" + broken
                        + "' OR state <> 'SENDING') NOT VALID")
                .update();

        finish(heldUp(all, () -> {}));

        assertThat(engine.state(broken)).isEqualTo(RETRY_WAIT);
        assertThat(engine.reason(broken)).contains("failed in Downbeat").contains("on broken");
        assertThat(provider.objects).noneMatch(made -> made.delivery().equals(broken));
        assertAllConfirmedOnce(without(all, broken));
    }

    @Test
    void two_ends_in_one_object_of_the_provider_leave_it_to_one_and_do_not_fail_their_neighbours() {
        List<DeliveryId> all = engine.add("acct", null, MANY);
        List<DeliveryId> same = List.of(all.get(1), all.get(2));
        provider.decide = delivery -> new NextAction.Confirmed(new Receipt(
                same.contains(delivery.id()) ? "same" : "obj_" + delivery.id(),
                "FINALIZED",
                null,
                BigDecimal.TEN,
                null,
                null,
                null,
                "{}"));

        finish(heldUp(all, () -> {}));

        assertThat(Stream.of(all.get(1), all.get(2)).map(engine::state)).containsExactlyInAnyOrder(CONFIRMED, PARKED);
        assertThat(without(without(all, all.get(1)), all.get(2))).allMatch(id -> engine.state(id) == CONFIRMED);
        assertThat(engine.external).hasSize(MANY);
        assertThat(receipts()).isEqualTo(MANY - 1);
    }

    @Test
    void a_row_that_somebody_holds_keeps_only_itself_waiting() {
        List<DeliveryId> all = engine.add("acct", null, MANY);
        DeliveryId held = all.get(5);
        CountDownLatch isHeld = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);

        Thread running = heldUp(all, () -> {
            Thread.ofVirtual()
                    .start(() -> engine.transactions.run(() -> {
                        engine.sql
                                .sql("SELECT FROM delivery WHERE id = :id FOR UPDATE")
                                .param("id", held.value())
                                .query((row, number) -> 0)
                                .list();
                        isHeld.countDown();
                        await(letGo);
                    }));
            await(isHeld);
        });
        awaitAll(without(all, held), CONFIRMED);
        assertThat(provider.objects).noneMatch(made -> made.delivery().equals(held));
        letGo.countDown();
        finish(running);

        assertAllConfirmedOnce(all);
    }

    /** Between the group's commit and the send, and between the send and the result. */
    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"DIE_BEFORE", "DIE_AFTER"})
    void a_server_that_dies_with_a_group_in_its_hands_leaves_each_to_be_asked_for(Trouble death) {
        List<DeliveryId> all = engine.add("acct", null, MANY);
        provider.trouble("CREATE", Stream.generate(() -> death).limit(MANY).toArray(Trouble[]::new));
        finish(heldUp(all, () -> {}));
        assertThat(all).allMatch(id -> engine.state(id) == SENDING);
        long asked = provider.calls.stream().filter("LOOK"::equals).count();

        engine.endLeases();
        try (Engine other = new Engine(database, provider, clock)) {
            other.runUntil(clock.now.plus(Duration.ofMinutes(30)));
        }

        assertThat(provider.calls.stream().filter("LOOK"::equals).count() - asked)
                .as("each is asked for")
                .isGreaterThanOrEqualTo(MANY);
        assertAllConfirmedOnce(all);
    }

    @Test
    void several_servers_with_groups_of_their_own_deliver_each_once_and_never_wait_in_a_circle() {
        List<DeliveryId> all = IntStream.range(0, 4)
                .mapToObj(account -> engine.add("acct-" + account, null, 2 * MANY))
                .flatMap(List::stream)
                .toList();
        provider.chaos = new Random(12);
        try (Engine second = new Engine(database, provider, clock);
                Engine third = new Engine(database, provider, clock)) {
            List<Engine> servers = List.of(engine, second, third);
            for (int round = 0; round < 400 && waiting() > 0; round++) {
                List<Thread> running = servers.stream()
                        .map(each -> Thread.ofVirtual().start(each::run))
                        .toList();
                running.forEach(DeliveryGroupsTest::join);
                provider.deliverDelayed();
                engine.endLeases();
                clock.advance(Duration.ofMinutes(3));
            }
        }

        provider.chaos = null;
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));
        assertThat(all).allMatch(id -> provider.released(id) == 1 && engine.state(id) == CONFIRMED);
        assertThat(chainsThatDoNotHold()).isZero();
        assertThat(engine.sql
                        .sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private long waiting() {
        return engine.sql
                .sql("SELECT count(*) FROM delivery WHERE state <> 'CONFIRMED'")
                .query(Long.class)
                .single();
    }

    /** Has all of them claimed and on their way into groups before any group but the first can be written. */
    private Thread heldUp(List<DeliveryId> all, Runnable meanwhile) {
        Thread[] running = new Thread[1];
        engine.transactions.apart(() -> {
            // Whoever writes attempts waits.
            engine.sql.sql("LOCK TABLE delivery_attempt IN SHARE MODE").update();
            running[0] = Thread.ofVirtual().start(engine::run);
            while (engine.work.inFlight() < all.size() || engine.writer.waiting() < all.size()) {
                LockSupport.parkNanos(1_000_000);
            }
            meanwhile.run();
            return true;
        });
        return running[0];
    }

    private void finish(Thread running) {
        join(running);
        assertThat(chainsThatDoNotHold()).isZero();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitAll(List<DeliveryId> all, DeliveryState state) {
        while (!all.stream().allMatch(id -> engine.state(id) == state)) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void assertAllConfirmedOnce(List<DeliveryId> all) {
        assertThat(all).allSatisfy(id -> {
            assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(CONFIRMED);
            assertThat(provider.released(id)).isEqualTo(1);
        });
    }

    private static List<DeliveryId> without(List<DeliveryId> all, DeliveryId one) {
        return all.stream().filter(id -> !id.equals(one)).toList();
    }

    private int receipts() {
        return engine.sql
                .sql("SELECT count(*) FROM delivery_receipt")
                .query(Integer.class)
                .single();
    }

    private int chainsThatDoNotHold() {
        return engine.sql.sql("""
            SELECT count(*) FROM (
                SELECT a.chain = delivery_attempt_link(lag(a.chain) OVER each, a)
                    AND a.n = coalesce(lag(a.n) OVER each, 0) + 1 AS holds
                FROM delivery_attempt a WINDOW each AS (PARTITION BY a.customer_id, a.delivery_id ORDER BY a.n)) links
            WHERE NOT holds
            """).query(Integer.class).single();
    }
}
