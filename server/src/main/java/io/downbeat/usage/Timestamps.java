package io.downbeat.usage;

import java.time.Instant;

/** An event's timestamp as the database keeps it: its type ends at the microsecond, so the rest stands beside it. */
public final class Timestamps {
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final int NANOS_A_MICRO = 1_000;

    private Timestamps() {}

    /** Whole microseconds since 1970, rounded down. */
    public static long micros(Instant timestamp) {
        return timestamp.getEpochSecond() * MICROS_A_SECOND + timestamp.getNano() / NANOS_A_MICRO;
    }

    /** What comes after them: 0 to 999. */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // The part after the microseconds is what is wanted.
    public static short nanos(Instant timestamp) {
        return (short) (timestamp.getNano() % NANOS_A_MICRO);
    }
}
