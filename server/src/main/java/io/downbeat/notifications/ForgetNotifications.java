package io.downbeat.notifications;

import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Forgets what was delivered or cancelled 35 days ago, with its attempts, about once an hour. What waits and what was
 * given up stays, however old: somebody may still send it again.
 */
final class ForgetNotifications implements DueWork {
    static final Duration KEPT = Duration.ofDays(35);
    /** Together, so that a simulated month does not stop at each message. */
    static final Duration EVERY = Duration.ofHours(1);

    static final int AT_ONCE = 1000;

    private final OutboxCleaning outbox;
    private final Transactions transactions;

    ForgetNotifications(OutboxCleaning outbox, Transactions transactions) {
        this.outbox = outbox;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "forget_notifications";
    }

    @Override
    public Optional<Instant> nextDue() {
        return outbox.firstEnded().map(ended -> ended.plus(KEPT).plus(EVERY));
    }

    @Override
    public int runDue(Instant now) {
        boolean isDue = nextDue().filter(due -> !due.isAfter(now)).isPresent();
        return isDue ? transactions.apart(() -> outbox.forget(now.minus(KEPT), AT_ONCE)) : 0;
    }
}
