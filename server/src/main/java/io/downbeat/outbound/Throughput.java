package io.downbeat.outbound;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How many things happened in each of the last sixty seconds of real time: deliveries of one account that this server brought
 * to rest, or requests that it sent there.
 */
public final class Throughput {
    public static final int SECONDS = 60;
    /** Fewer say nothing about a pace. */
    public static final int ENOUGH = 5;

    private final LongSupplier nanos;
    private final long[] second = new long[SECONDS];
    private final int[] count = new int[SECONDS];
    private final long origin;

    public Throughput(LongSupplier nanos) {
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
        Arrays.fill(second, -1);
    }

    public synchronized void add() {
        long now = now();
        int place = (int) (now % SECONDS);
        if (second[place] != now) {
            second[place] = now;
            count[place] = 0;
        }
        count[place]++;
    }

    /** How many a second, from the first of the last minute to now; empty if there were too few. */
    public synchronized OptionalDouble perSecond() {
        long now = now();
        long first = now;
        int all = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (second[i] >= 0 && second[i] > now - SECONDS) {
                all += count[i];
                first = Math.min(first, second[i]);
            }
        }
        return all < ENOUGH ? OptionalDouble.empty() : OptionalDouble.of(all / (double) (now - first + 1));
    }

    private long now() {
        return (nanos.getAsLong() - origin) / 1_000_000_000L;
    }
}
