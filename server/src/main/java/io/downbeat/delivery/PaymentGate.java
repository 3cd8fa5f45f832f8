package io.downbeat.delivery;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has to happen with an invoice's money before what it bills is handed out. Most invoices have none. */
public sealed interface PaymentGate {

    /** The caller collects it elsewhere, so nothing of it may be asked for here. */
    record CollectedOutside() implements PaymentGate {}

    /**
     * The invoice's delivery asks for the money at once, and ends only when it is known whether it was paid: an unpaid one is
     * taken back at the provider before that is said.
     *
     * @param onSession whether the payer is there, so that slow means of payment will do
     * @param giveUpAt from when on nothing is asked for any more, and what is still open is taken back
     * @param metadata what the caller wants on the provider's invoice
     */
    record ChargedAtOnce(Means means, boolean onSession, Instant giveUpAt, Map<String, String> metadata, Tax tax)
            implements PaymentGate {
        public ChargedAtOnce {
            metadata = Map.copyOf(metadata);
        }
    }

    /** What is made at the provider. */
    enum Means {
        INVOICE,
        PAYMENT_INTENT
    }

    /** What is charged beyond the invoice's total, which stays net. */
    sealed interface Tax {
        Tax NONE = new None();

        record None() implements Tax {}

        /** The provider computes it. */
        record ByProvider() implements Tax {}

        /** @param amount in the invoice's currency, as the API counts */
        record Given(BigDecimal amount, @Nullable String name) implements Tax {}
    }
}
