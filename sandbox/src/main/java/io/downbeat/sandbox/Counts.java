package io.downbeat.sandbox;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each name was counted. */
final class Counts {
    private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

    void add(String name) {
        byName.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    /** In the order of their names. */
    Map<String, Integer> all() {
        Map<String, Integer> counts = new TreeMap<>();
        byName.forEach((name, count) -> counts.put(name, count.intValue()));
        return counts;
    }

    void clear() {
        byName.clear();
    }
}
