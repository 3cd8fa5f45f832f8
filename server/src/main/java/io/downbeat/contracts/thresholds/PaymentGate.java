package io.downbeat.contracts.thresholds;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code payment_gate_config}: what has to be paid, and how, before the commit is released.
 *
 * @param tax {@code null} where the request said nothing, which means none
 * @param stripe how Stripe collects
 * @param precalculated the tax that the caller computed
 */
public record PaymentGate(
        Type type,
        @Nullable Tax tax,
        @Nullable StripePayment stripe,
        @Nullable PrecalculatedTax precalculated) {

    /** Who collects. */
    public enum Type {
        /**
         * Nothing is collected in advance: the commit is available at once and its invoice is delivered as any other.
         */
        NONE,
        STRIPE,
        /** The caller collects the payment and reports whether it was paid. */
        EXTERNAL
    }

    /** Who computes the tax. */
    public enum Tax {
        NONE,
        STRIPE,
        ANROK,
        PRECALCULATED
    }

    /**
     * @param metadata for the Stripe invoice; {@code null} where the request said nothing
     * @param onSession whether the payer is there, so that slow means of payment will do; {@code null} where the request
     *     said nothing, which means no
     */
    public record StripePayment(
            PaymentType type,
            @Nullable Map<String, String> metadata,
            @Nullable Boolean onSession) {

        /** What is made at Stripe. */
        public enum PaymentType {
            INVOICE,
            PAYMENT_INTENT
        }

        public StripePayment {
            metadata = metadata == null ? null : Map.copyOf(metadata);
        }
    }

    public record PrecalculatedTax(
            BigDecimal amount, @Nullable String name) {}

    public Tax taxed() {
        return tax == null ? Tax.NONE : tax;
    }

    /** What is made at Stripe: an invoice, where nothing else was said. */
    public StripePayment.PaymentType means() {
        return stripe == null ? StripePayment.PaymentType.INVOICE : stripe.type();
    }

    public boolean isOnSession() {
        return stripe != null && Boolean.TRUE.equals(stripe.onSession());
    }
}
