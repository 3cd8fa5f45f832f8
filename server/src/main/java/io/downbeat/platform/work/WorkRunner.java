package io.downbeat.platform.work;

import io.downbeat.platform.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all due work of this server: each kind in its own thread while the server lives, and by hand, in order, when
 * the simulated clock is advanced. A kind that fails keeps no other from running, and {@link WorkFailures} hears of it.
 */
public final class WorkRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkRunner.class);
    /** Nothing is asked for more often than this while it has nothing to do, whoever wakes it. */
    private static final Duration IDLE = Duration.ofMillis(200);
    /** How old the simulated instant may be that background work sees; all of it shares one look. */
    private static final Duration CLOCK_AGE = Duration.ofSeconds(2);

    private static final int NEVER_WOKEN = -1;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LONGEST_AFTER_FAILURE = Duration.ofSeconds(10);
    /** How often a settling tries work that fails before it goes on without it. */
    private static final int TRIES = 2;

    private static final Duration LONG_WAIT = Duration.ofSeconds(20);
    private static final Duration LEASED_ELSEWHERE = Duration.ofMillis(20);

    private final List<DueWork> works;
    private final BusinessClock clock;
    private final WorkFailures hearing;
    private final Tracing tracing;
    private final AtomicInteger wakes = new AtomicInteger();
    private final Map<String, Integer> failedInARow = new ConcurrentHashMap<>();
    private volatile boolean running;
    private volatile List<Thread> threads = List.of();

    public WorkRunner(List<DueWork> works, BusinessClock clock, WorkFailures hearing, Tracing tracing) {
        this.works = List.copyOf(works);
        this.clock = clock;
        this.hearing = hearing;
        this.tracing = tracing;
    }

    public synchronized void start() {
        running = true;
        threads = works.stream()
                .map(work -> Thread.ofVirtual().name("work-" + work.name()).start(() -> loop(work)))
                .toList();
    }

    /** Claims nothing more and waits for what is in hand; what does not end in time is a crash like any other. */
    @Override
    public synchronized void close() {
        running = false;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            try {
                thread.join(Duration.ofSeconds(25));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * Something may have become due on this server just now: a request changed something, or a job did. Whoever
     * sleeps looks at once, but for what it looked at within the last {@link #IDLE}, so that a busy server does not
     * look all the time.
     */
    void wake() {
        wakes.incrementAndGet();
        threads.forEach(LockSupport::unpark);
    }

    private void loop(DueWork work) {
        boolean wasDue = false;
        while (running) {
            int woken = wakes.get();
            long looked = System.nanoTime();
            Duration sleep;
            try {
                clock.refreshAfter(CLOCK_AGE);
                Instant now = clock.instant();
                Optional<Instant> next = work.nextDue();
                boolean isDue = next.filter(due -> !due.isAfter(now)).isPresent();
                int done = isDue ? tracing.around(() -> work.runDue(now)) : 0;
                looked = System.nanoTime();
                succeeded(work);
                // What ended may have made other work due, also what ended between two looks.
                if (done > 0 || wasDue && !isDue) {
                    wake();
                }
                wasDue = isDue;
                sleep = done > 0 ? Duration.ZERO : isDue ? IDLE : untilNext(work, next, now);
            } catch (RuntimeException failure) {
                sleep = running ? afterFailure(failed(work, failure)) : Duration.ZERO;
                // A wake-up does not shorten the pause after a failure.
                woken = NEVER_WOKEN;
            }
            sleep(sleep, woken, looked);
        }
    }

    /** Simulated time stands still however long one sleeps. */
    private Duration untilNext(DueWork work, Optional<Instant> next, Instant now) {
        Duration longest = work.longestSleep();
        return next.filter(due -> !clock.isSimulated())
                .map(due -> Duration.between(now, due))
                .filter(until -> until.compareTo(longest) < 0)
                .orElse(longest);
    }

    private void sleep(Duration wanted, int woken, long since) {
        while (running) {
            boolean isWoken = woken != NEVER_WOKEN && wakes.get() != woken;
            Duration now = isWoken && IDLE.compareTo(wanted) < 0 ? IDLE : wanted;
            long left = now.toNanos() - (System.nanoTime() - since);
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    private static Duration afterFailure(int inARow) {
        Duration wait = AFTER_FAILURE.multipliedBy(1L << Math.min(inARow - 1, 10));
        return wait.compareTo(LONGEST_AFTER_FAILURE) < 0 ? wait : LONGEST_AFTER_FAILURE;
    }

    private int failed(DueWork work, RuntimeException failure) {
        int inARow = failedInARow.merge(work.name(), 1, Integer::sum);
        LOG.error("{} failed {} times in a row and will be tried again", work.name(), inARow, failure);
        tell(work, () -> hearing.failed(work.name(), inARow, failure, clock.instant()));
        return inARow;
    }

    private void succeeded(DueWork work) {
        failedInARow.remove(work.name());
        tell(work, () -> hearing.succeeded(work.name(), clock.instant()));
    }

    /** What made the job fail, a database that is gone, may keep it from being told as well. */
    private static void tell(DueWork work, Runnable news) {
        try {
            news.run();
        } catch (RuntimeException untold) {
            LOG.warn("how {} fares could not be written down", work.name(), untold);
        }
    }

    /** When each kind of work that has something to do later is due next, the earliest first. */
    Map<String, Instant> comingUp(Instant now) {
        Map<String, Instant> due = new LinkedHashMap<>();
        works.stream()
                .flatMap(work ->
                        work
                                .nextDue()
                                .filter(next -> next.isAfter(now))
                                .map(next -> Map.entry(work.name(), next))
                                .stream())
                .sorted(Map.Entry.comparingByValue())
                .forEach(each -> due.put(each.getKey(), each.getValue()));
        return due;
    }

    /**
     * What a settling came to.
     *
     * @param ran how many items each kind of work finished
     * @param next when the next item of any kind falls due; after the settled instant
     * @param failure of work that failed whenever it was tried, and was left as it is; {@code null} if none did
     */
    record Settled(
            Map<String, Integer> ran,
            Optional<Instant> next,
            @Nullable RuntimeException failure) {}

    /**
     * Runs everything due at {@code now} until nothing is left, also not under the lease of a server that died: such
     * a lease is waited out.
     *
     * <p>Work with nothing due is not run: an advance over a month stops at every hour that is metered, and asking
     * when something is due is far cheaper than looking for it.
     *
     * <p>Work that fails each time is left behind, and everything else is settled all the same.
     */
    Settled settle(Instant now) {
        var settling = new Settling(now);
        long since = System.nanoTime();
        while (true) {
            settling.round();
            if (settling.due.isEmpty()) {
                return new Settled(settling.counts, settling.next, settling.failure);
            }
            List<String> due = settling.due;
            if (settling.ran > 0) {
                since = System.nanoTime();
            } else if (System.nanoTime() - since > LONG_WAIT.toNanos()) {
                LOG.warn("the clock waits at {} for {}, which is due but held elsewhere", now, due);
                since = System.nanoTime();
            } else {
                LockSupport.parkNanos(LEASED_ELSEWHERE.toNanos());
            }
        }
    }

    /** One settling, round by round. */
    private final class Settling {
        private final Instant now;
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private final Map<String, Integer> failures = new HashMap<>();
        private List<String> due = List.of();
        private Optional<Instant> next = Optional.empty();
        private int ran;
        private @Nullable RuntimeException failure;

        private Settling(Instant now) {
            this.now = now;
        }

        private void round() {
            due = new ArrayList<>();
            next = Optional.empty();
            ran = 0;
            for (DueWork work : works) {
                if (failures.getOrDefault(work.name(), 0) < TRIES) {
                    look(work);
                }
            }
        }

        private void look(DueWork work) {
            try {
                Optional<Instant> dueAt = work.nextDue();
                if (dueAt.isPresent() && !dueAt.get().isAfter(now)) {
                    due.add(work.name());
                    run(work);
                } else if (dueAt.isPresent()
                        && next.filter(earliest -> !dueAt.get().isBefore(earliest))
                                .isEmpty()) {
                    next = dueAt;
                }
            } catch (RuntimeException thrown) {
                due.add(work.name());
                failed(work, thrown);
                failures.merge(work.name(), 1, Integer::sum);
                failure = thrown;
            }
        }

        private void run(DueWork work) {
            int done = tracing.around(() -> work.runDue(now));
            succeeded(work);
            failures.remove(work.name());
            ran += done;
            if (done > 0) {
                counts.merge(work.name(), done, Integer::sum);
            }
        }
    }
}
