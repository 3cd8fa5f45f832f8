package io.downbeat.delivery;

import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery without what it sends: what became of it, and whether anything of it is under way.
 *
 * @param account the delivery method it goes through
 * @param createdAt when its invoice was finalized; what a provider holds of it may bear this date, however late it went out
 * @param fence grows with every claim and operator's action, so an unchanged fence and an unchanged state are an unchanged row
 */
public record DeliverySummary(
        UUID id,
        CustomerId customer,
        UUID invoice,
        UUID account,
        DeliveryState state,
        Purpose purpose,
        long fence,
        @Nullable String providerRef,
        @Nullable String externalStatus,
        BigDecimal total,
        Instant createdAt,
        Instant firstSendAt,
        Instant lastSendAt,
        Instant changedAt) {

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
                !changedAt.plus(quiet).isAfter(now) && !lastSendAt.plus(quiet).isAfter(now);
            case PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT, PARKED -> false;
        };
    }

    public boolean isAsIt(DeliverySummary was) {
        return fence == was.fence && state == was.state && changedAt.equals(was.changedAt);
    }
}
