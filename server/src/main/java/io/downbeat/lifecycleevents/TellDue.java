package io.downbeat.lifecycleevents;

import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what is due, in the order of what it tells, into the outbox of webhooks: what was told, and that it was, are one
 * transaction. A server that was down tells late what it would have told, once and with the same words.
 */
final class TellDue implements DueWork {
    private static final int BATCH = 200;
    /** One that cannot be told is tried again, and holds up no other. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final MessageStore store;
    private final MessageBodies bodies;
    private final Transactions transactions;

    TellDue(MessageStore store, MessageBodies bodies, Transactions transactions) {
        this.store = store;
        this.bodies = bodies;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "lifecycle_events";
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.nextDue();
    }

    /** @throws IllegalStateException after all others, if one of them cannot be told: it is put off */
    @Override
    public int runDue(Instant now) {
        return BatchOrEach.<DueMessage>runAndThrow(
                () -> transactions.in(() -> tell(store.claim(now, BATCH), now)),
                () -> store.due(now, BATCH),
                message -> transactions.in(() -> tell(List.of(message), now)),
                (message, _) -> transactions.run(() -> store.putOff(message, now.plus(PATIENCE))),
                message -> message.key().type().word() + " of " + message.key().entity() + " cannot be told");
    }

    private int tell(List<DueMessage> due, Instant now) {
        if (due.isEmpty()) {
            return 0;
        }
        MessageBodies.Read read = bodies.read(due);
        List<DueMessage> told = new ArrayList<>();
        List<DueMessage> over = new ArrayList<>();
        List<Notification> notifications = new ArrayList<>();
        due.forEach(message -> read.of(message)
                .ifPresentOrElse(
                        notification -> {
                            told.add(message);
                            notifications.add(notification);
                        },
                        () -> over.add(message)));
        store.fired(told, now);
        store.callOff(over);
        transactions.publish(new Notification.Several(notifications));
        return due.size();
    }
}
