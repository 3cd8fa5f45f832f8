package io.downbeat.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What a provider knows by now of the money of a gated invoice.
 *
 * @param message why it is not paid, for people; {@code null} if it is paid
 * @param error the provider's own words; {@code null} where nobody's bank said anything
 */
public record PaymentAnswer(
        Outcome outcome, @Nullable String message, @Nullable ProviderError error) {

    public enum Outcome {
        PAID,
        /** The bank wants the payer; it may still be paid. */
        ACTION_REQUIRED,
        /** Not paid, and nothing is left at the provider that could be. */
        FAILED
    }

    /** @param payment the provider's id of the payment */
    public record ProviderError(
            @Nullable String payment,
            @Nullable String type,
            @Nullable String code,
            @Nullable String declineCode,
            @Nullable String message) {}

    public static PaymentAnswer paid() {
        return new PaymentAnswer(Outcome.PAID, null, null);
    }
}
