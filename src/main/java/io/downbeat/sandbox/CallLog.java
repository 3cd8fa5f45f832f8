package io.downbeat.sandbox;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each step of each provider was called, faults included, and how often each idempotency key was seen. */
final class CallLog {
    private final Map<String, LongAdder> steps = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> keys = new ConcurrentHashMap<>();

    void count(String provider, String step, Request request) {
        steps.computeIfAbsent(provider + "/" + step, any -> new LongAdder()).increment();
        String key = request.header("Idempotency-Key");
        if (key != null) keys.computeIfAbsent(key, any -> new LongAdder()).increment();
    }

    Map<String, Integer> steps() {
        return counted(steps);
    }

    Map<String, Integer> keys() {
        return counted(keys);
    }

    void reset() {
        steps.clear();
        keys.clear();
    }

    private static Map<String, Integer> counted(Map<String, LongAdder> counters) {
        Map<String, Integer> counts = new TreeMap<>();
        counters.forEach((name, counter) -> counts.put(name, counter.intValue()));
        return counts;
    }
}
