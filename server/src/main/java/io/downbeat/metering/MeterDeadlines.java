package io.downbeat.metering;

import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clock over every record that is not settled: an incident when half of its window is over, and a last one shortly before
 * the end. It runs by itself, so that a slot which nobody tries is told as well. The end itself is the sender's to tell.
 */
final class MeterDeadlines implements DueWork {
    /** What a person still needs to mend an account and let the slot go out. */
    static final Duration LAST_CALL = Duration.ofMinutes(15);

    private static final int AT_ONCE = 200;

    private final MeterDeadlineStore deadlines;
    private final MeteringIncidents incidents;
    private final Transactions transactions;

    MeterDeadlines(MeterDeadlineStore deadlines, MeteringIncidents incidents, Transactions transactions) {
        this.deadlines = deadlines;
        this.incidents = incidents;
        this.transactions = transactions;
    }

    /** @return {@code null} for a slot made so late that nothing is left to warn of in time */
    static @Nullable Instant firstAlarm(Instant hour, Instant deadline, Instant now) {
        Instant half = hour.plus(Duration.between(hour, deadline).dividedBy(2));
        if (half.isAfter(now)) {
            return half;
        }
        Instant last = deadline.minus(LAST_CALL);
        return last.isAfter(now) ? last : null;
    }

    /** A slot whose alarm is due. */
    record Open(
            FrozenRecord slot,
            RecordState state,
            Instant deadline,
            @Nullable String code,
            @Nullable String error) {
        boolean isLastCall(Instant now) {
            return !now.isBefore(deadline.minus(LAST_CALL));
        }

        String detail(boolean last) {
            String so = error == null ? "" : " (" + code + ": " + error + ")";
            return slot.quantity() + " cents of the hour " + slot.hour() + " are " + state + so + " and "
                    + (last ? "the marketplace takes them only until " : "half of the window is over, which ends at ")
                    + deadline;
        }
    }

    @Override
    public String name() {
        return "meter_deadlines";
    }

    @Override
    public Optional<Instant> nextDue() {
        return deadlines.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        return transactions.in(() -> warn(deadlines.claim(now, AT_ONCE), now));
    }

    private int warn(List<Open> due, Instant now) {
        for (Open open : due) {
            boolean last = open.isLastCall(now);
            incidents.raise(
                    last ? MeteringIncidents.Kind.DEADLINE_CLOSE : MeteringIncidents.Kind.DEADLINE_NEAR,
                    open.slot().id(),
                    open.detail(last),
                    open.deadline(),
                    now);
            deadlines.next(open.slot().id(), last ? null : open.deadline().minus(LAST_CALL));
        }
        return due.size();
    }
}
