package io.downbeat.platform.work;

import io.downbeat.platform.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
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
            boolean isDue = false;
            try {
                clock.refreshAfter(CLOCK_AGE);
                Instant now = clock.instant();
                Optional<Instant> next = work.nextDue();
                if (next.filter(due -> !due.isAfter(now)).isPresent()) {
                    begun.incrementAndGet();
                    isDue = true;
                }
                int done = isDue ? tracing.around(() -> work.runDue(now)) : 0;
                looked = System.nanoTime();
                if (done > 0 || !isDue) {
                    succeeded(work);
                }
                // What ended may have made other work due, also what ended between two looks.
                if (done > 0 || wasDue && !isDue) {
                    wake();
                }
                wasDue = isDue;
                sleep = done > 0 ? Duration.ZERO : isDue ? IDLE : untilNext(work, next, now);
            } catch (RuntimeException | Error failure) {
                // An error as well, memory that ran out for instance: this thread is the only one that does this work
                // here.
                sleep = running ? afterFailure(failed(work, told(failure))) : Duration.ZERO;
                // A wake-up does not shorten the pause after a failure.
                woken = NEVER_WOKEN;
            } finally {
                if (isDue) {
                    ended.incrementAndGet();
                }
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

    /**
     * How often one of these threads began something, if none is at anything now. What a thread does may make other work
     * due that said just before that it is not, and some work moves its due time away before it does anything.
     */
    private OptionalInt resting() {
        int times = ended.get();
        return begun.get() == times ? OptionalInt.of(times) : OptionalInt.empty();
    }

    private int failed(DueWork work, RuntimeException failure) {
        int inARow = failedInARow.merge(work.name(), 1, Integer::sum);
        LOG.error("{} failed {} times in a row and will be tried again", work.name(), inARow, failure);
        tell(work, () -> hearing.failed(work.name(), inARow, failure, clock.instant()));
        return inARow;
    }

    private static RuntimeException told(Throwable failure) {
        return failure instanceof RuntimeException told ? told : new IllegalStateException(failure.toString(), failure);
    }

    /** Not where something is due that somebody else holds: who holds it may be failing. */
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
     * @param dueAt when the next item falls due of each kind that has one; after the settled instant
     * @param failure of work that failed whenever it was tried, and was left as it is; {@code null} if none did
     */
    record Settled(
            Map<String, Integer> ran,
            Map<String, Instant> dueAt,
            @Nullable RuntimeException failure) {
        /** When the next item of any kind falls due. */
        Optional<Instant> next() {
            return dueAt.values().stream().min(Comparator.naturalOrder());
        }

        private boolean isDue(DueWork work, Instant now) {
            Instant at = dueAt.get(work.name());
            return at != null && !at.isAfter(now);
        }
    }

    /**
     * Runs everything due at {@code now} until nothing is left, also not in the hands of this server's own threads or
     * under the lease of a server that died: both are waited for.
     *
     * <p>Work with nothing due is not run: an advance over a month stops at every hour that is metered, and asking
     * when something is due is far cheaper than looking for it.
     *
     * <p>Work that fails each time is left behind, and everything else is settled all the same.
     */
    Settled settle(Instant now) {
        return new Settling(now).from(0);
    }

    /** The same at a later instant than that of another settling: begins with what that one knew to be due by now. */
    Settled settle(Instant now, Settled before) {
        int first = 0;
        while (first < works.size() && !before.isDue(works.get(first), now)) {
            first++;
        }
        return new Settling(now).from(first == works.size() ? 0 : first);
    }

    /**
     * One settling, round by round, until in one of them each work said that it has nothing due, and none of this server's
     * own threads was at anything meanwhile.
     */
    private final class Settling {
        private final Instant now;
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private final Map<String, Integer> failures = new HashMap<>();
        private final Map<String, RuntimeException> thrown = new LinkedHashMap<>();
        private final Map<String, Instant> dueAt = new HashMap<>();
        private final List<String> dueInRound = new ArrayList<>();
        private int ranInRound;
        private long idleSince = System.nanoTime();

        private Settling(Instant now) {
            this.now = now;
        }

        private Settled from(int first) {
            if (first > 0) {
                look(first);
                endRound();
            }
            while (!isQuiet()) {
                endRound();
            }
            return new Settled(
                    counts, dueAt, thrown.values().stream().findFirst().orElse(null));
        }

        /**
         * Whether a whole round finds nothing due. It goes in the order of the list, as news does: what ends on a thread of
         * its own, a delivery for instance, is seen to have ended before whatever that makes due is asked.
         */
        private boolean isQuiet() {
            OptionalInt before = resting();
            look(0);
            return dueInRound.isEmpty() && before.isPresent() && before.equals(resting());
        }

        private void look(int first) {
            works.subList(first, works.size()).forEach(this::look);
        }

        private void endRound() {
            if (ranInRound > 0) {
                idleSince = System.nanoTime();
            } else {
                waitForOthers();
            }
            dueInRound.clear();
            ranInRound = 0;
        }

        private void waitForOthers() {
            if (System.nanoTime() - idleSince > LONG_WAIT.toNanos()) {
                LOG.warn(
                        "the clock waits at {} for {}, due but held elsewhere, or for threads of this server",
                        now,
                        dueInRound);
                idleSince = System.nanoTime();
            }
            LockSupport.parkNanos(LEASED_ELSEWHERE.toNanos());
        }

        private void look(DueWork work) {
            if (failures.getOrDefault(work.name(), 0) >= TRIES) {
                return;
            }
            dueAt.remove(work.name());
            try {
                Optional<Instant> next = work.nextDue();
                if (next.filter(at -> !at.isAfter(now)).isEmpty()) {
                    next.ifPresent(at -> dueAt.put(work.name(), at));
                    forgetWhatPassed(work);
                    return;
                }
                run(work);
            } catch (RuntimeException failure) {
                failed(work, failure);
                failures.merge(work.name(), 1, Integer::sum);
                thrown.put(work.name(), failure);
            }
            dueInRound.add(work.name());
        }

        /** It lost a deadlock, say, and whoever won it did the rest, or it is due again later. */
        private void forgetWhatPassed(DueWork work) {
            RuntimeException failure = thrown.get(work.name());
            if (failure != null && Failure.of(failure).passes()) {
                thrown.remove(work.name());
                failures.remove(work.name());
            }
        }

        private void run(DueWork work) {
            int done = tracing.around(() -> work.runDue(now));
            if (done > 0) {
                succeeded(work);
                failures.remove(work.name());
                // What does not pass by itself may be of another item, which was put off: somebody has to hear of it.
                forgetWhatPassed(work);
                ranInRound += done;
                counts.merge(work.name(), done, Integer::sum);
            }
        }
    }
}
