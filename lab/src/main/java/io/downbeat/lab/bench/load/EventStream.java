package io.downbeat.lab.bench.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * An endless row of usage events, each a pure function of its number: so a repetition is the same event byte for byte,
 * and how many different ones were sent is known without remembering them. Ids are random to the database.
 *
 * @param seed keeps the ids of two streams apart
 * @param customers whose events they are
 * @param spread how the customers take turns
 * @param times the timestamps they take, RFC 3339, all of one length
 */
public record EventStream(long seed, List<String> customers, Spread spread, List<String> times) {

    public enum Spread {
        /** Any customer next: a forwarder of everybody's events. */
        MIXED,
        /** Runs of a hundred events of one customer: each customer sends its own. */
        RUNS,
        /** Event n is customer n's, modulo their number: each gets the same. */
        IN_TURN
    }

    static final int RUN = 100;

    public EventStream {
        customers = List.copyOf(customers);
        times = List.copyOf(times);
    }

    /** Two well-mixed numbers make the id. */
    long high(long number) {
        return mix(number * 2 + seed);
    }

    long low(long number) {
        return mix(number * 2 + 1 + seed);
    }

    String customer(long number) {
        long index = switch (spread) {
            case MIXED -> low(number) >>> 8;
            case RUNS -> mix(number / RUN + seed) >>> 8;
            case IN_TURN -> number;
        };
        return customers.get((int) (index % customers.size()));
    }

    String time(long number) {
        return times.get((int) ((high(number) >>> 8) % times.size()));
    }

    /** From 1000 to 9999. */
    int amount(long number) {
        return 1000 + (int) ((low(number) >>> 20) % 9000);
    }

    boolean isCall(long number) {
        return (high(number) & 1) == 0;
    }

    /** Timestamps from the instant on, a step apart. */
    public static List<String> times(String from, Duration step, int count) {
        Instant first = Instant.parse(from);
        return Stream.iterate(first, time -> time.plus(step))
                .limit(count)
                .map(Instant::toString)
                .toList();
    }

    /** SplitMix64's finalizer. */
    private static long mix(long value) {
        long z = value * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
