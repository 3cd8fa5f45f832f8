package io.downbeat.metering;

import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The clock over every record that is not settled: an incident when half of its window is over, and a last one shortly before
 * the end. It runs by itself, so that a slot which nobody tries is told as well. The end itself is the sender's to tell.
 */
final class MeterDeadlines implements DueWork {

    private static final int AT_ONCE = 200;

    private final MeterDeadlineStore deadlines;
    private final MeteringIncidents incidents;
    private final Transactions transactions;

    MeterDeadlines(MeterDeadlineStore deadlines, MeteringIncidents incidents, Transactions transactions) {
        this.deadlines = deadlines;
        this.incidents = incidents;
        this.transactions = transactions;
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

    private int warn(List<UnconfirmedRecord> due, Instant now) {
        for (UnconfirmedRecord open : due) {
            boolean last = open.isLastCall(now);
            incidents.raise(
                    last ? MeteringIncidents.Kind.DEADLINE_CLOSE : MeteringIncidents.Kind.DEADLINE_NEAR,
                    open.slot().id(),
                    open.detail(last),
                    open.deadline(),
                    now);
            deadlines.next(open.slot().ref(), last ? null : open.deadline().minus(UnconfirmedRecord.LAST_CALL));
        }
        return due.size();
    }
}
