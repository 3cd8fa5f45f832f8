package io.downbeat.delivery;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery without what it sends: what became of it, and whether anything of it is under way.
 *
 * @param account the delivery method it goes through
 * @param isBoundByHand whether a person said what the provider holds of it: that may carry no mark of ours
 * @param fence grows with every claim and operator's action, so an unchanged fence and an unchanged state are an unchanged row
 */
public record DeliverySummary(
        DeliveryId id,
        CustomerId customer,
        InvoiceId invoice,
        DeliveryMethodId account,
        Amount total,
        Purpose purpose,
        DeliveryState state,
        long fence,
        @Nullable String providerRef,
        @Nullable String externalStatus,
        boolean isBoundByHand,
        Times times) {

    /**
     * @param created when its invoice was finalized; what a provider holds of it may bear this date, however late it went
     *     out
     * @param firstSend as {@code created} before anything was sent; so is the last
     * @param changed when it came to its present state; while it is being sent, when it was taken up
     */
    public record Times(Instant created, Instant firstSend, Instant lastSend, Instant changed) {}

    public boolean isDelivered() {
        return state == DeliveryState.SENT || state == DeliveryState.CONFIRMED;
    }

    /** It was voided at the provider by somebody else, and the invoice shows so. */
    public boolean isKnownVoid() {
        return "VOID".equals(externalStatus) || "DELETED".equals(externalStatus);
    }

    /** Nothing of it is under way: it is at rest, and has been for longer than a request takes to land. */
    public boolean isAtRest(Instant now, Duration quiet) {
        return switch (state) {
            case SENT, CONFIRMED, SKIPPED, CANCELLED ->
                !times.changed.plus(quiet).isAfter(now)
                        && !times.lastSend.plus(quiet).isAfter(now);
            case PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT, PARKED -> false;
        };
    }

    public boolean isAsIt(DeliverySummary was) {
        return fence == was.fence && state == was.state && times.changed.equals(was.times.changed);
    }
}
