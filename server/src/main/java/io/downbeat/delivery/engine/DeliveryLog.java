package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.outbound.AccountName;
import io.downbeat.outbound.Circuit;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What of deliveries stands in the log: one WARN for each change that a person may have to act on, and one INFO for each
 * minute in which something was delivered. Never a line per attempt, so an outage of hours is two lines an account.
 *
 * <p>Accounts are named by their provider and delivery method, never by their keys.
 */
class DeliveryLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

    private final Duration minute;
    private final Map<DeliveryId, DeliveryState> ended = new HashMap<>();
    private boolean closed;

    @Autowired
    DeliveryLog() {
        this(Duration.ofMinutes(1));
    }

    /** @param minute real time, as the log's own */
    DeliveryLog(Duration minute) {
        this.minute = minute;
    }

    /** @param said what the provider said last, or what the network did */
    void opened(Circuit kind, Delivery delivery, String said, OpenedCircuit change) {
        if (change.isNew()) {
            opened(kind, delivery, said);
        }
        if (change.deadlines() != null) {
            LOG.warn("{}: {}", account(delivery), change.deadlines());
        }
    }

    private static void opened(Circuit kind, Delivery delivery, String said) {
        LOG.warn(
                "{} {}: {}; its deliveries are held back until it answers a probe",
                account(delivery),
                switch (kind) {
                    case CONFIGURATION -> "refuses us";
                    case FAILING -> "fails";
                    case THROTTLED -> "asks for a pause";
                },
                said);
    }

    void closed(Delivery delivery) {
        LOG.warn("{} answers again; what was held back resumes", account(delivery));
    }

    /** How one claim of it ended, once that is durable. */
    void ended(Delivery delivery, DeliveryState state, @Nullable String reason) {
        if (state == DeliveryState.PARKED) {
            LOG.warn(
                    "delivery {} of invoice {} to {} is parked: {}",
                    delivery.id(),
                    delivery.invoice(),
                    account(delivery),
                    reason);
        }
        count(delivery.id(), state);
    }

    private static String account(Delivery delivery) {
        return AccountName.withoutKeys(delivery.provider().wire(), delivery.deliveryMethod());
    }

    private synchronized void count(DeliveryId id, DeliveryState state) {
        if (ended.isEmpty() && !closed) {
            Thread.ofVirtual().name("delivery-log").start(this::sayAfterAMinute);
        }
        ended.put(id, state);
    }

    private void sayAfterAMinute() {
        long until = System.nanoTime() + minute.toNanos();
        while (until - System.nanoTime() > 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        say("in the last minute");
    }

    private synchronized void say(String when) {
        if (!ended.isEmpty()) {
            LOG.info("deliveries {}: {}", when, sums(ended.values()));
        }
        ended.clear();
    }

    /** Each delivery counts once, as it stood at the end. */
    private static String sums(Collection<DeliveryState> states) {
        int sent = 0;
        int waiting = 0;
        int parked = 0;
        int withdrawn = 0;
        for (DeliveryState state : states) {
            switch (state) {
                case SENT, CONFIRMED -> sent++;
                case PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT -> waiting++;
                case PARKED -> parked++;
                case SKIPPED, CANCELLED -> withdrawn++;
            }
        }
        return sent + " sent, " + waiting + " waiting, " + parked + " parked"
                + (withdrawn == 0 ? "" : ", " + withdrawn + " withdrawn");
    }

    /** What was not told yet is told before the server is gone. */
    @Override
    public synchronized void close() {
        closed = true;
        say("until the stop");
    }
}
