package io.downbeat.delivery.engine;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.platform.work.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What failed in Downbeat itself over one delivery, for as long as nothing of it went through.
 *
 * @param words of the last failure, as {@link Failure} keeps them
 * @param times how often in a row it was one that does not pass
 * @param at business time of the line in the log that has the stack trace
 */
record OwnFailure(String words, int times, Instant at) {

    static OwnFailure after(@Nullable OwnFailure before, Failure failure, Instant now) {
        int times = failure.passes() ? 0 : before == null ? 1 : before.times + 1;
        Instant at = before != null && before.words.equals(failure.words()) ? before.at : now;
        return new OwnFailure(failure.words(), times, at);
    }

    /** Whether the log has its stack trace already. */
    boolean isToldIn(@Nullable OwnFailure before) {
        return before != null && before.words.equals(words) && before.at.equals(at);
    }

    boolean isHopeless() {
        return times >= Failure.TRIES;
    }

    /** For a person: what it was, and where to read more. */
    String reason(DeliveryId delivery) {
        return "failed in Downbeat (" + words + "); see the log at " + at + " for delivery " + delivery;
    }
}
