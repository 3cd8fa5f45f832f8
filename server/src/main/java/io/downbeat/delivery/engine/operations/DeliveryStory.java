package io.downbeat.delivery.engine.operations;

import io.downbeat.core.Amount;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Purpose;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one delivery, from what was frozen to what the provider said last.
 *
 * @param underWay {@code null} unless a server has a request out at this moment
 * @param attempts a stretch of them in their order
 */
public record DeliveryStory(
        Frozen frozen,
        Purpose purpose,
        Counts counts,
        @Nullable UnderWay underWay,
        List<Attempt> attempts,
        List<Receipt> receipts) {
    public DeliveryStory {
        attempts = List.copyOf(attempts);
        receipts = List.copyOf(receipts);
    }

    /**
     * What can never change.
     *
     * @param payloadSha256 in hexadecimal; {@code null} if nothing was frozen to be sent
     * @param payloadBytes how many
     */
    public record Frozen(Instant at, Amount total, @Nullable String payloadSha256, int payloadBytes) {}

    /** @param generation part of every idempotency key */
    public record Counts(int attempts, int receipts, int generation) {}

    /** A request that was announced and not answered yet. */
    public record UnderWay(String step, Instant since) {}

    /**
     * A request that went out, or a question that failed.
     *
     * @param key the idempotency key; {@code null} where the step needs none
     * @param requestSha256 of what went out, in hexadecimal; {@code null} for a question
     * @param outcome such as {@code ACCEPTED}
     * @param response what the provider answered, masked and cut when it was written down
     */
    public record Attempt(
            int n,
            String step,
            @Nullable String key,
            @Nullable String requestSha256,
            Instant startedAt,
            Instant endedAt,
            String outcome,
            @Nullable Integer httpStatus,
            @Nullable String providerRequestId,
            @Nullable String response) {
        public Duration length() {
            return Duration.between(startedAt, endedAt);
        }
    }

    /** @param invoicedTotal in the API's units; {@code null} if the provider does not show it */
    public record Receipt(
            int n,
            String providerRef,
            String externalStatus,
            Instant receivedAt,
            @Nullable BigDecimal invoicedTotal,
            String evidence) {}

    /** What a person or a reconciliation did. */
    public record Action(int n, String action, @Nullable String detail, DeliveryState stateBefore, Instant actedAt) {}
}
