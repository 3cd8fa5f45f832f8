package io.downbeat.usage;

import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells whose hours were written, a minute after the first of them: a customer whose events never stop is named once a minute
 * and not with each. Whoever listens looks at the hours as they are by then.
 */
final class TellUsage implements DueWork {
    /** Leaves two of the three minutes in which usage is to be noticed to those who listen. */
    private static final Duration GATHERED = Duration.ofMinutes(1);

    private static final int WRITES_AT_ONCE = 500;

    private final ArrivalStore arrivals;
    private final Transactions transactions;

    TellUsage(ArrivalStore arrivals, Transactions transactions) {
        this.arrivals = arrivals;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "tell_usage";
    }

    @Override
    public Optional<Instant> nextDue() {
        return arrivals.earliest().map(earliest -> earliest.plus(GATHERED));
    }

    /** All that came up to now, so that what was written in the meantime is named along with it. */
    @Override
    public int runDue(Instant now) {
        return transactions.in(() -> {
            ArrivalStore.Taken taken = arrivals.take(now, WRITES_AT_ONCE);
            if (!taken.customers().isEmpty()) {
                transactions.publish(new UsageArrived(taken.customers()));
            }
            return taken.writes();
        });
    }
}
