package io.downbeat.metering.records;

import io.downbeat.metering.FrozenRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A metering record that is not confirmed, and the moments at which a person hears of that. */
record UnconfirmedRecord(
        FrozenRecord record,
        RecordState state,
        Instant deadline,
        @Nullable String code,
        @Nullable String error) {
    /** What a person still needs to mend an account and let the record go out. */
    static final Duration LAST_CALL = Duration.ofMinutes(15);

    /** @return {@code null} for a record made so late that nothing is left to warn of in time */
    static @Nullable Instant firstAlarm(Instant hour, Instant deadline, Instant now) {
        Instant half = hour.plus(Duration.between(hour, deadline).dividedBy(2));
        if (half.isAfter(now)) {
            return half;
        }
        Instant last = deadline.minus(LAST_CALL);
        return last.isAfter(now) ? last : null;
    }

    boolean isLastCall(Instant now) {
        return !now.isBefore(deadline.minus(LAST_CALL));
    }

    String detail(boolean last) {
        String so = error == null ? "" : " (" + code + ": " + error + ")";
        return record.quantity() + " cents of the hour " + record.hour() + " are " + state + so + " and "
                + (last ? "the marketplace takes them only until " : "half of the window is over, which ends at ")
                + deadline;
    }
}
