package io.downbeat.notifications;

import io.downbeat.notifications.WebhookCall.Outcome;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due, each message in a thread of its own and a few of each webhook at once. A webhook that lets us wait
 * holds up nobody but itself: a request may outlast the call that started it, and the clock waits for it all the same,
 * because {@link #nextDue} names what is under a lease.
 */
final class SendNotifications implements DueWork, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SendNotifications.class);
    /** Requests under way to one webhook, on all servers together. */
    static final int AT_ONCE = 4;

    private static final Duration LONGEST_CALL = Duration.ofSeconds(1);
    private static final Duration WAIT_FOR_ONE = Duration.ofMillis(50);

    private final OutboxStore outbox;
    private final GivenUpNotifications givenUp;
    private final SignedCalls calls;
    private final Transactions transactions;
    private final NotificationsSettings settings;
    private final InstantSource clock;
    private final ReentrantLock counting = new ReentrantLock();
    private final Condition someEnded = counting.newCondition();
    private int inFlight;
    private int ended;
    private volatile boolean closed;

    SendNotifications(
            OutboxStore outbox,
            GivenUpNotifications givenUp,
            SignedCalls calls,
            Transactions transactions,
            NotificationsSettings settings,
            InstantSource clock) {
        this.outbox = outbox;
        this.givenUp = givenUp;
        this.calls = calls;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "send_notifications";
    }

    @Override
    public Optional<Instant> nextDue() {
        return outbox.nextDue();
    }

    @Override
    public int runDue(Instant now) {
        long began = System.nanoTime();
        while (!closed && System.nanoTime() - began < LONGEST_CALL.toNanos()) {
            List<ClaimedMessage> claimed = transactions.apart(() -> outbox.claim(AT_ONCE, settings.lease(), now));
            claimed.forEach(message -> start(message, now));
            if (!oneEndsSoon() && claimed.isEmpty()) {
                break;
            }
        }
        return takeEnded();
    }

    private void start(ClaimedMessage message, Instant claimedAt) {
        count(1, 0);
        Thread.ofVirtual().name("notification-" + message.notification()).start(() -> {
            try {
                end(message, sent(message), claimedAt);
            } catch (RuntimeException failure) {
                // Its lease ends by itself, and it is sent again.
                LOG.error("notification {} failed on our side", message.notification(), failure);
            } finally {
                count(-1, 1);
            }
        });
    }

    /** A failure of ours is an attempt that failed, not one that a lease has to end first. */
    private Outcome sent(ClaimedMessage message) {
        try {
            return calls.send(message);
        } catch (RuntimeException failure) {
            Failure what = Failure.of(failure);
            int before = outbox.ownFailures(message);
            if (before == 0) {
                LOG.error("notification {} failed in Downbeat", message.notification(), failure);
            }
            String why = OutboxStore.OURS + what.words() + "); see the server's log";
            return what.passes() || before + 1 < Failure.TRIES ? new Outcome.Failed(why) : new Outcome.Hopeless(why);
        }
    }

    private void end(ClaimedMessage message, Outcome outcome, Instant claimedAt) {
        // A server that shares a simulated clock may not have seen the advance yet.
        Instant now = clock.instant().isAfter(claimedAt) ? clock.instant() : claimedAt;
        transactions.run(() -> {
            switch (outcome) {
                case Outcome.Answered answer
                when answer.isTaken() -> {
                    outbox.note(message, answer.status(), null, now);
                    delivered(message, now);
                }
                case Outcome.Answered answer -> failed(message, answer.status(), answer.why(), now);
                case Outcome.Silent(var why) -> failed(message, null, why, now);
                case Outcome.Failed(var why) -> failed(message, null, why, now);
                case Outcome.Hopeless(var why) -> failed(message, null, why, Optional.empty(), now);
            }
        });
    }

    private void delivered(ClaimedMessage message, Instant now) {
        if (!outbox.delivered(message, now)) {
            givenUp.lock(message.webhook());
            if (outbox.deliveredAfterAll(message, now)) {
                givenUp.changed(message.webhook(), now);
            }
        }
    }

    private void failed(ClaimedMessage message, @Nullable Integer status, String why, Instant now) {
        Optional<Instant> next = Retries.next(message.webhook(), message.failures() + 1, message.giveUpAt(), now);
        failed(message, status, why, next, now);
    }

    private void failed(
            ClaimedMessage message, @Nullable Integer status, String why, Optional<Instant> next, Instant now) {
        outbox.note(message, status, why, now);
        if (next.isEmpty()) {
            givenUp.lock(message.webhook());
        }
        if (outbox.failed(message, next) && next.isEmpty()) {
            givenUp.changed(message.webhook(), now);
            LOG.warn(
                    "webhook {} did not take notification {} ({}) in {} attempts, the last one: {}; send"
                            + " it again by POST /downbeat/v1/webhooks/{}/notifications/{}/retry",
                    message.webhook(),
                    message.notification(),
                    message.type(),
                    message.attempt(),
                    why,
                    message.webhook(),
                    message.notification());
        }
    }

    private void count(int flying, int landed) {
        counting.lock();
        try {
            inFlight += flying;
            ended += landed;
            someEnded.signalAll();
        } finally {
            counting.unlock();
        }
    }

    private int takeEnded() {
        counting.lock();
        try {
            int all = ended;
            ended = 0;
            return all;
        } finally {
            counting.unlock();
        }
    }

    /** False at once if nothing of this server is under way. */
    private boolean oneEndsSoon() {
        counting.lock();
        try {
            int before = ended;
            long left = WAIT_FOR_ONE.toNanos();
            while (inFlight > 0 && ended == before && left > 0) {
                left = someEnded.awaitNanos(left);
            }
            return ended != before;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            counting.unlock();
        }
    }

    /** Claims nothing more and lets end what is under way: cut off, it would be sent a second time. */
    @Override
    public void close() {
        closed = true;
        counting.lock();
        try {
            long left = settings.timeout().plusSeconds(1).toNanos();
            while (inFlight > 0 && left > 0) {
                left = someEnded.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            counting.unlock();
        }
    }
}
