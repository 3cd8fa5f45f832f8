package io.downbeat.sandbox.ledger;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of one kind that no other start of the sandbox gives. A provider never gives an id twice, and a sender keeps them
 * for ever: a simulator that counted from one again after a restart would answer with ids that are taken.
 */
public final class IdSeries {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DIGITS = 12;

    /** Random rather than the time: the sandbox's clock may be simulated, and stand where it stood before. */
    private final long start = RANDOM.nextLong() & 0xFFFF_FFFF_FFFFL;

    private final AtomicLong count = new AtomicLong();

    /** What all ids of this start have in common: twelve hexadecimal digits. */
    String start() {
        return HexFormat.of().toHexDigits(start, DIGITS);
    }

    /** {@code <prefix><start><number>}; a later id of one start sorts after an earlier one. */
    public String next(String prefix) {
        return prefix + start() + "%08d".formatted(count.incrementAndGet());
    }

    public String nextUpper(String prefix) {
        return next(prefix).toUpperCase(Locale.ROOT);
    }

    public String nextUuid() {
        return "%s-%s-4000-8000-%012x"
                .formatted(start().substring(0, 8), start().substring(8), count.incrementAndGet());
    }

    /** Where the numbers of this start begin, for providers whose ids are numbers: at most twelve digits. */
    public long firstNumber() {
        return 1_000_000 * (1 + start % 899_999);
    }
}
