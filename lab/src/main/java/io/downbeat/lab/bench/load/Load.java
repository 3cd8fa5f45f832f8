package io.downbeat.lab.bench.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Callers that call again and again, all at once, for a while. */
public final class Load {

    /** One connection with its own requests. */
    public interface Caller {
        /** Makes one call and answers how many units of work it did: events, requests. */
        int call() throws IOException;
    }

    /** What came of it. Latencies are per call, in milliseconds. */
    public record Result(long units, long calls, double seconds, double p50, double p99) {
        public double perSecond() {
            return units / seconds;
        }
    }

    private Load() {}

    public static Result run(List<? extends Caller> callers, double seconds) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Times[] times = new Times[callers.size()];
        Thread[] threads = new Thread[callers.size()];
        long began = System.nanoTime();
        long until = began + (long) (seconds * 1e9);
        for (int i = 0; i < threads.length; i++) {
            Times own = new Times();
            times[i] = own;
            Caller caller = callers.get(i);
            threads[i] = Thread.ofPlatform().start(() -> {
                try {
                    while (System.nanoTime() < until && failure.get() == null) {
                        own.time(caller);
                    }
                } catch (IOException | RuntimeException e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        join(threads);
        double took = (System.nanoTime() - began) / 1e9;
        if (failure.get() != null) {
            throw new IllegalStateException("the load ended early", failure.get());
        }
        return result(times, took);
    }

    private static Result result(Times[] all, double seconds) {
        long units = Arrays.stream(all).mapToLong(times -> times.units).sum();
        long[] nanos = Arrays.stream(all)
                .flatMapToLong(times -> Arrays.stream(times.nanos, 0, times.count))
                .sorted()
                .toArray();
        return new Result(units, nanos.length, seconds, at(nanos, 0.5), at(nanos, 0.99));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }

    public static void join(Thread... threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static final class Times {
        private long[] nanos = new long[1024];
        private int count;
        private long units;

        void time(Caller caller) throws IOException {
            long began = System.nanoTime();
            units += caller.call();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = System.nanoTime() - began;
        }
    }
}
