package io.downbeat.usage.kafka;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What this server read from Kafka since it began, and how far behind it is. */
public final class KafkaFigures {
    /** An older look at the broker says nothing of now. */
    private static final long LOOK_COUNTS_NANOS = 30_000_000_000L;

    private record Look(Map<Integer, Long> lag, long at) {}

    private final KafkaSettings settings;
    private final LongAdder taken = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile Look look = new Look(Map.of(), System.nanoTime());

    KafkaFigures(KafkaSettings settings) {
        this.settings = settings;
    }

    public boolean isOn() {
        return settings.isOn();
    }

    public String topic() {
        return settings.topic();
    }

    /** Records whose events were written. */
    public long taken() {
        return taken.sum();
    }

    /** Records that could not be taken, each counted when reading went past it. */
    public long rejected() {
        return rejected.sum();
    }

    /** How many records of each partition that this server reads wait behind what was written; none if the broker is away. */
    public Map<Integer, Long> lag() {
        Look latest = look;
        return System.nanoTime() - latest.at() > LOOK_COUNTS_NANOS ? Map.of() : latest.lag();
    }

    void count(int takenNow, int rejectedNow) {
        taken.add(takenNow);
        rejected.add(rejectedNow);
    }

    void lag(Map<Integer, Long> now) {
        look = new Look(new TreeMap<>(now), System.nanoTime());
    }
}
