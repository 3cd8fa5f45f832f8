package io.downbeat.sandbox.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each name was counted. */
public final class Counts {
    private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

    public void add(String name) {
        byName.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    /** In the order of their names. */
    public Map<String, Integer> all() {
        Map<String, Integer> counts = new TreeMap<>();
        byName.forEach((name, count) -> counts.put(name, count.intValue()));
        return counts;
    }

    public void clear() {
        byName.clear();
    }
}
