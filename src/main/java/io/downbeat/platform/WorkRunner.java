package io.downbeat.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all due work of this server: each kind in its own thread while the server lives, and by hand, in order, when
 * the simulated clock is advanced.
 */
public final class WorkRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkRunner.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LONG_WAIT = Duration.ofSeconds(20);
    private static final Duration LEASED_ELSEWHERE = Duration.ofMillis(20);

    private final List<DueWork> works;
    private final BusinessClock clock;
    private volatile boolean running;
    private List<Thread> threads = List.of();

    public WorkRunner(List<DueWork> works, BusinessClock clock) {
        this.works = List.copyOf(works);
        this.clock = clock;
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

    private void loop(DueWork work) {
        while (running) {
            try {
                clock.refresh();
                if (work.runDue(clock.instant()) == 0) {
                    LockSupport.parkNanos(IDLE.toNanos());
                }
            } catch (RuntimeException failure) {
                if (running) {
                    LOG.error("{} failed and will be tried again", work.name(), failure);
                }
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    /**
     * What a settling came to.
     *
     * @param ran how many items each kind of work finished
     * @param next when the next item of any kind falls due; after the settled instant
     */
    record Settled(Map<String, Integer> ran, Optional<Instant> next) {}

    /**
     * Runs everything due at {@code now} until nothing is left, also not under the lease of a server that died: such
     * a lease is waited out.
     *
     * <p>Work with nothing due is not run: an advance over a month stops at every hour that is metered, and asking
     * when something is due is far cheaper than looking for it.
     */
    Settled settle(Instant now) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        long since = System.nanoTime();
        while (true) {
            int ran = 0;
            List<String> due = new ArrayList<>();
            Optional<Instant> next = Optional.empty();
            for (DueWork work : works) {
                Optional<Instant> dueAt = work.nextDue();
                if (dueAt.isPresent() && !dueAt.get().isAfter(now)) {
                    due.add(work.name());
                    int done = work.runDue(now);
                    ran += done;
                    if (done > 0) {
                        counts.merge(work.name(), done, Integer::sum);
                    }
                } else if (dueAt.isPresent()
                        && next.filter(earliest -> !dueAt.get().isBefore(earliest))
                                .isEmpty()) {
                    next = dueAt;
                }
            }
            if (due.isEmpty()) {
                return new Settled(counts, next);
            }
            if (ran > 0) {
                since = System.nanoTime();
            } else if (System.nanoTime() - since > LONG_WAIT.toNanos()) {
                LOG.warn("the clock waits at {} for {}, which is due but held elsewhere", now, due);
                since = System.nanoTime();
            } else {
                LockSupport.parkNanos(LEASED_ELSEWHERE.toNanos());
            }
        }
    }
}
