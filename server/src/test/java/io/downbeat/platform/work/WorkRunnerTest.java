package io.downbeat.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.tracing.Tracing;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that have nothing to do sleep until something may have become due, and one that fails is nobody else's trouble. */
class WorkRunnerTest {
    private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
    private static final RuntimeException DEADLOCK =
            new IllegalStateException(new SQLException("deadlock detected", "40P01"));

    private final List<String> told = new CopyOnWriteArrayList<>();
    private WorkRunner runner;

    @AfterEach
    void stop() {
        if (runner != null) {
            runner.close();
        }
    }

    @Test
    void work_with_nothing_due_is_not_run_and_sleeps_until_it_is_woken() throws InterruptedException {
        var idle = new Work("idle");
        started(idle);
        idle.awaitLook();
        assertThat(idle.looks.poll(500, TimeUnit.MILLISECONDS))
                .as("it sleeps for an hour")
                .isNull();

        runner.wake();
        idle.awaitLook();
        assertThat(idle.ran).isEmpty();
    }

    @Test
    void a_job_that_did_something_wakes_the_others() throws InterruptedException {
        var waiting = new Work("deliver");
        var busy = new Work("finalize");
        started(waiting, busy);
        waiting.awaitLook();
        busy.awaitLook();

        busy.due = Optional.of(NOW);
        waiting.dueOnceRan = busy;
        runner.wake();
        waiting.awaitRun();
        assertThat(busy.ran).isNotEmpty();
    }

    /** What is told of a moment and what the database keeps of it are the same. */
    @Test
    void the_systems_time_is_taken_to_the_microsecond() {
        Instant late = Instant.parse("2025-01-01T00:00:00.123999999Z");
        assertThat(BusinessClock.system(() -> late).instant()).isEqualTo(Instant.parse("2025-01-01T00:00:00.123999Z"));
    }

    @Test
    void work_is_run_when_its_time_comes_without_being_woken() throws InterruptedException {
        var soon = new Work("soon");
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        long began = System.nanoTime();
        soon.due = Optional.of(start.plusMillis(300));
        runner = new WorkRunner(
                List.of(soon),
                BusinessClock.system(() -> start.plusNanos(System.nanoTime() - began)),
                new Hearing(),
                Tracing.OFF);
        runner.start();
        soon.awaitRun();
        assertThat(soon.ran.getFirst()).isAfterOrEqualTo(start.plusMillis(300));
    }

    @Test
    void settling_ends_when_a_whole_round_finds_nothing_due_and_begins_the_next_time_with_what_is_known() {
        Instant later = NOW.plusSeconds(3_600);
        var first = new Work("first");
        var second = new Work("second");
        var third = new Work("third");
        second.due = Optional.of(later);
        resting(first, second, third);

        WorkRunner.Settled settled = runner.settle(NOW);
        assertThat(settled.ran()).isEmpty();
        assertThat(settled.next()).contains(later);
        List.of(first, second, third).forEach(work -> work.looks.clear());

        WorkRunner.Settled afterwards = runner.settle(later, settled);
        assertThat(afterwards.ran()).containsOnlyKeys("second");
        assertThat(afterwards.next()).isEmpty();
        assertThat(first.looks).as("only in the whole round").hasSize(1);
        assertThat(second.looks).hasSize(2);
        assertThat(third.looks).hasSize(2);
    }

    @Test
    void what_ends_on_a_thread_of_its_own_between_two_looks_leaves_nothing_due_behind() {
        Instant later = NOW.plusSeconds(1);
        var delivering = new Work("delivering");
        var settlingPayments = new Work("settling payments");
        delivering.due = Optional.of(later);
        // It ends after what it makes due was asked, and before it is asked again itself.
        delivering.endsOnceRan = () -> settlingPayments.due = Optional.of(later);
        resting(delivering, settlingPayments);

        assertThat(runner.settle(later, runner.settle(NOW)).ran()).containsOnlyKeys("delivering", "settling payments");
    }

    @Test
    void settling_waits_for_what_the_works_own_thread_has_in_hand_although_it_is_not_due_any_more() throws Exception {
        var work = new Work("work");
        work.due = Optional.of(NOW);
        work.goesOn = new CountDownLatch(1);
        started(work);
        work.awaitRun();
        try (ExecutorService settler = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<WorkRunner.Settled> settled = settler.submit(() -> runner.settle(NOW));
            assertThatThrownBy(() -> settled.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            work.goesOn.countDown();
            assertThat(settled.get(30, TimeUnit.SECONDS).ran())
                    .as("the other one ran it")
                    .isEmpty();
        }
    }

    @Test
    void work_that_finds_everything_held_elsewhere_is_no_news_of_how_it_fares() throws InterruptedException {
        var work = new Work("work");
        work.due = Optional.of(NOW);
        work.isHeldElsewhere = true;
        started(work);
        work.awaitRun();
        work.awaitRun();
        assertThat(told).isEmpty();
    }

    @Test
    void what_becomes_due_in_front_of_the_work_that_made_it_so_is_run_in_the_same_settling() {
        Instant later = NOW.plusSeconds(1);
        var first = new Work("first");
        var second = new Work("second");
        first.dueOnceRan = second;
        second.due = Optional.of(later);
        resting(first, second);

        assertThat(runner.settle(later, runner.settle(NOW)).ran()).containsOnlyKeys("first", "second");
        assertThat(runner.settle(later.plusSeconds(1), runner.settle(later)).ran())
                .as("nothing is left")
                .isEmpty();
    }

    @Test
    void settling_goes_on_without_work_that_fails_twice_and_tells_of_it() {
        var failing = new Work("failing");
        failing.due = Optional.of(NOW);
        failing.failure = new IllegalStateException("broken");
        var well = new Work("well");
        well.due = Optional.of(NOW);
        resting(failing, well);

        WorkRunner.Settled settled = runner.settle(NOW);
        assertThat(settled.failure()).hasMessage("broken");
        assertThat(settled.ran()).containsOnlyKeys("well");
        assertThat(told).containsSubsequence("failing 1", "failing 2").doesNotContain("failing 3");

        failing.failure = null;
        assertThat(runner.settle(NOW).failure()).isNull();
        assertThat(told.getLast()).isEqualTo("failing is well");
    }

    @Test
    void work_that_runs_when_it_is_tried_again_is_no_failure_of_the_settling() {
        var once = new Work("once");
        once.due = Optional.of(NOW);
        once.failure = DEADLOCK;
        once.failsOnce = true;
        resting(once);

        WorkRunner.Settled settled = runner.settle(NOW);
        assertThat(settled.failure()).isNull();
        assertThat(settled.ran()).containsOnlyKeys("once");
        assertThat(told).containsExactly("once 1", "once is well");
    }

    @Test
    void work_that_fails_in_passing_and_is_done_by_another_meanwhile_is_no_failure_of_the_settling() {
        var lost = new Work("lost");
        lost.due = Optional.of(NOW);
        lost.failure = DEADLOCK;
        lost.isDoneOnceFailed = true;
        resting(lost);

        assertThat(runner.settle(NOW).failure()).isNull();
        assertThat(told).containsExactly("lost 1");
    }

    @Test
    void what_one_item_fails_at_for_good_is_told_although_the_next_one_goes_well() {
        var work = new Work("work");
        work.due = Optional.of(NOW);
        work.failure = new IllegalStateException("put off, and told after all others");
        work.failsOnce = true;
        resting(work);

        WorkRunner.Settled settled = runner.settle(NOW);
        assertThat(settled.failure()).hasMessageStartingWith("put off");
        assertThat(settled.ran()).containsOnlyKeys("work");
    }

    @Test
    void a_job_that_meets_an_error_is_told_and_goes_on() throws InterruptedException {
        var starved = new Work("starved");
        starved.due = Optional.of(NOW);
        starved.error = new OutOfMemoryError("only a test");
        started(starved);

        starved.awaitRun();
        assertThat(told).contains("starved 1");
    }

    @Test
    void a_failure_that_cannot_be_told_stops_nobody() {
        var failing = new Work("failing");
        failing.due = Optional.of(NOW);
        failing.failure = new IllegalStateException("broken");
        var well = new Work("well");
        well.due = Optional.of(NOW);
        runner = new WorkRunner(
                List.of(failing, well),
                BusinessClock.system(() -> NOW),
                new WorkFailures() {
                    @Override
                    public void failed(String work, int inARow, RuntimeException failure, Instant now) {
                        throw new IllegalStateException("no database");
                    }

                    @Override
                    public void succeeded(String work, Instant now) {
                        throw new IllegalStateException("no database");
                    }
                },
                Tracing.OFF);
        assertThat(runner.settle(NOW).ran()).containsOnlyKeys("well");
    }

    private void started(Work... works) {
        resting(works);
        runner.start();
    }

    /** Without threads of its own. */
    private void resting(Work... works) {
        runner = new WorkRunner(List.of(works), BusinessClock.system(() -> NOW), new Hearing(), Tracing.OFF);
    }

    private final class Hearing implements WorkFailures {
        @Override
        public void failed(String work, int inARow, RuntimeException failure, Instant now) {
            told.add(work + " " + inARow);
        }

        @Override
        public void succeeded(String work, Instant now) {
            told.add(work + " is well");
        }
    }

    /** Does one thing when it is due, and sleeps for an hour otherwise. */
    private static final class Work implements DueWork {
        private final String name;
        private final LinkedBlockingQueue<String> looks = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> runs = new LinkedBlockingQueue<>();
        private final List<Instant> ran = new CopyOnWriteArrayList<>(new ArrayList<>());
        private volatile Optional<Instant> due = Optional.empty();
        private volatile Work dueOnceRan;
        private volatile RuntimeException failure;
        private volatile Error error;
        private volatile boolean failsOnce;
        private volatile boolean isDoneOnceFailed;
        private volatile boolean isHeldElsewhere;
        private volatile Runnable endsOnceRan = () -> {};
        private volatile CountDownLatch goesOn = new CountDownLatch(0);

        Work(String name) {
            this.name = name;
        }

        void awaitLook() throws InterruptedException {
            assertThat(looks.poll(30, TimeUnit.SECONDS)).isNotNull();
        }

        void awaitRun() throws InterruptedException {
            assertThat(runs.poll(30, TimeUnit.SECONDS)).isNotNull();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<Instant> nextDue() {
            looks.add(name);
            if (!ran.isEmpty()) {
                endsOnceRan.run();
                endsOnceRan = () -> {};
            }
            Work other = dueOnceRan;
            return other != null && !other.ran.isEmpty() && ran.isEmpty() ? Optional.of(NOW) : due;
        }

        @Override
        public int runDue(Instant now) {
            Error met = error;
            if (met != null) {
                error = null;
                throw met;
            }
            RuntimeException thrown = failure;
            if (thrown != null) {
                failure = failsOnce ? null : thrown;
                due = isDoneOnceFailed ? Optional.empty() : due;
                throw thrown;
            }
            if (isHeldElsewhere) {
                runs.add(name);
                return 0;
            }
            ran.add(now);
            due = Optional.empty();
            runs.add(name);
            try {
                goesOn.await();
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
            return 1;
        }

        @Override
        public Duration longestSleep() {
            return Duration.ofHours(1);
        }
    }
}
