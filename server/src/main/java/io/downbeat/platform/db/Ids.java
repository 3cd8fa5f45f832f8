package io.downbeat.platform.db;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Ids as UUID version 7: they sort by the moment they were made, which keeps the indexes they live in warm.
 *
 * <p>The moment is the injected clock's, so ids made under a simulated clock sort by simulated time. Within one
 * millisecond a counter keeps the order of one process.
 */
public final class Ids {
    private static final Pattern SPELLING = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private long lastMillis;
    private int counter;

    public Ids(InstantSource clock) {
        this.clock = clock;
    }

    /** The id a text stands for in its one spelling: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12. */
    public static Optional<UUID> parse(String text) {
        // UUID.fromString also takes groups of other lengths and digits of other scripts, which no client means.
        return SPELLING.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    public UUID next() {
        long millis = clock.millis();
        int sequence;
        synchronized (this) {
            if (millis > lastMillis) {
                lastMillis = millis;
                counter = random.nextInt(0x400);
            } else if (++counter > 0xFFF) {
                // 4,096 ids in one millisecond: borrow the next one rather than repeat or block.
                lastMillis++;
                counter = 0;
            }
            millis = lastMillis;
            sequence = counter;
        }
        long high = millis << 16 | 0x7000L | sequence;
        long low = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
