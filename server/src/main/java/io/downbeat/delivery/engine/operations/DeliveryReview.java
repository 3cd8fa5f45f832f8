package io.downbeat.delivery.engine.operations;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Purpose;
import java.time.Instant;
import java.util.Optional;

/**
 * What others read of deliveries without what they send, and the one thing that they may have the engine do. Runs inside the
 * transaction of its caller.
 */
public class DeliveryReview {
    private final DeliverySummaryStore summaries;
    private final OperatorStore operations;

    DeliveryReview(DeliverySummaryStore summaries, OperatorStore operations) {
        this.summaries = summaries;
        this.operations = operations;
    }

    /** Those whose first request left in the interval. */
    public ReadDeliveries sent(Instant from, Instant until) {
        return summaries.sent(from, until);
    }

    /** When the first request left of the one behind so many of the interval; empty if there are no more than that. */
    public Optional<Instant> sentBehind(Instant from, Instant until, int rows) {
        return summaries.sentBehind(from, until, rows);
    }

    /** Those that are named, each by its own id or by its invoice's. */
    public ReadDeliveries named(NamedDeliveries named) {
        return summaries.named(named);
    }

    /** Held until the transaction ends. */
    public Optional<DeliverySummary> lock(CustomerId customer, DeliveryId id) {
        return summaries.lock(customer, id);
    }

    /** Keeps in the delivery's own history what somebody did about it. */
    public void note(DeliverySummary before, String action, String detail, Instant now) {
        operations.note(before, action, detail, now);
    }

    /**
     * The engine looks at a locked delivery again, as for an operator's retry: it asks the provider before it sends
     * anything, because something of it may exist there. The fence ends any claim.
     *
     * @param purpose what is to become of it at the provider
     */
    public void reconsider(DeliverySummary delivery, Purpose purpose, String reason, Instant now) {
        operations.reconsider(delivery, purpose, reason, now);
    }
}
