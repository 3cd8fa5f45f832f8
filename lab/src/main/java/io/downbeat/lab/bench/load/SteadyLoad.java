package io.downbeat.lab.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Callers that go on until they are stopped, while somebody looks now and then at how fast they are. */
public final class SteadyLoad implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final AtomicLong units = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private boolean standsStill;
    private long unitsBefore;
    private long since = System.nanoTime();

    /**
     * What came of a while.
     *
     * @param longestMillis the longest that one call of it took
     */
    public record Window(long units, double seconds, double longestMillis) {
        public double perSecond() {
            return units / seconds;
        }
    }

    private SteadyLoad() {}

    public static SteadyLoad start(List<? extends Load.Caller> callers) {
        SteadyLoad load = new SteadyLoad();
        for (Load.Caller caller : callers) {
            load.threads.add(Thread.ofPlatform().start(() -> load.goOn(caller)));
        }
        return load;
    }

    private void goOn(Load.Caller caller) {
        try {
            while (!stopped && failure.get() == null) {
                long began = System.nanoTime();
                units.addAndGet(caller.call());
                long took = System.nanoTime() - began;
                longest.accumulateAndGet(took, Math::max);
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /**
     * Waits until they did so much since they started.
     *
     * @throws IllegalStateException if one of them failed, or none did anything for minutes
     */
    public void await(long wanted) {
        await(wanted, new Watched("units of the load, of %,d that are waited for".formatted(wanted), LOOK));
    }

    void await(long wanted, Watched watched) {
        try {
            watched.until(done -> done >= wanted || failure.get() != null, units::get);
        } catch (IllegalStateException stuck) {
            standsStill = true;
            throw stuck;
        }
        check();
    }

    /** Since the last look, or since the start. */
    public Window window() {
        check();
        long now = System.nanoTime();
        long all = units.get();
        var window = new Window(all - unitsBefore, (now - since) / 1e9, longest.getAndSet(0) / 1e6);
        unitsBefore = all;
        since = now;
        return window;
    }

    private void check() {
        if (failure.get() != null) {
            throw new IllegalStateException("the load ended early", failure.get());
        }
    }

    /** When it returns no call is under way any more. */
    public void stop() {
        stopped = true;
        Load.join(threads.toArray(Thread[]::new));
        check();
    }

    /** Calls that never end are not waited for: whoever opened their connections closes these after the load, which ends them. */
    @Override
    public void close() {
        stopped = true;
        if (!standsStill) {
            Load.join(threads.toArray(Thread[]::new));
        }
    }
}
