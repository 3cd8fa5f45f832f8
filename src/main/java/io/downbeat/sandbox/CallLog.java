package io.downbeat.sandbox;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How often each step of each provider and each Stripe account was called, faults included, and how often each
 * idempotency key was seen.
 */
final class CallLog {
    private final Map<String, LongAdder> steps = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> accounts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> keys = new ConcurrentHashMap<>();

    void count(String provider, String step, Request request) {
        count(steps, provider + "/" + step);
        count(accounts, request.header(Request.STRIPE_ACCOUNT));
        count(keys, request.header("Idempotency-Key"));
    }

    private static void count(Map<String, LongAdder> counters, @Nullable String name) {
        if (name != null) counters.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    Map<String, Integer> steps() {
        return counted(steps);
    }

    Map<String, Integer> accounts() {
        return counted(accounts);
    }

    Map<String, Integer> keys() {
        return counted(keys);
    }

    void reset() {
        steps.clear();
        accounts.clear();
        keys.clear();
    }

    private static Map<String, Integer> counted(Map<String, LongAdder> counters) {
        Map<String, Integer> counts = new TreeMap<>();
        counters.forEach((name, counter) -> counts.put(name, counter.intValue()));
        return counts;
    }
}
