package io.downbeat.lab.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Callers that go on until they are stopped, while somebody looks now and then at how fast they are. */
public final class SteadyLoad implements AutoCloseable {
    private static final long LOOK_NANOS = 20_000_000;

    private final AtomicLong units = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
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

    /** Waits until they did so much since they started. */
    public void await(long wanted) {
        while (units.get() < wanted && failure.get() == null) {
            LockSupport.parkNanos(LOOK_NANOS);
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

    @Override
    public void close() {
        stopped = true;
        Load.join(threads.toArray(Thread[]::new));
    }
}
