package io.downbeat.thresholdbilling;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.contracts.trackers.SpendTracker;
import io.downbeat.contracts.trackers.TrackedPurchase;
import io.downbeat.core.Amount;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.invoicing.InvoiceId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A purchase.
 *
 * @param commit as it will be once it is released
 * @param paymentFraction what of its amount is paid; {@code null} for all of it
 * @param answer what is known of the money, until the end makes it true
 * @param deadlineAt from when on nobody waits for the payment any more; {@code null} where nothing is waited for
 */
record Workflow(
        WorkflowId id,
        Contract.Ref contract,
        InvoiceId invoice,
        Kind kind,
        PaymentGate gate,
        Balance commit,
        @Nullable BigDecimal paymentFraction,
        State state,
        @Nullable PaymentAnswer answer,
        Instant createdAt,
        @Nullable Instant deadlineAt) {

    /** What bought it, with the word that webhooks have for it. */
    enum Kind {
        SPEND("spend"),
        PREPAID_BALANCE("prepaid_balance"),
        MANUAL_COMMIT("manual_commit");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    enum State {
        OPEN,
        RELEASED,
        FAILED
    }

    /** What the invoice comes to, without tax. */
    Amount price() {
        var payments = Objects.requireNonNull(commit.payments());
        return new Amount(payments.total(), payments.currency()).rounded();
    }

    /** The one item of the commit's invoice schedule that is paid. */
    UUID payment() {
        return Objects.requireNonNull(commit.payments()).items().getFirst().id();
    }

    /** How spend trackers count it, once it is released. */
    TrackedPurchase tracked() {
        return new TrackedPurchase(contract, new TrackedPurchase.OnInvoice(invoice.value()), payment(), spent());
    }

    SpendTracker.Spent spent() {
        boolean isManual = kind == Kind.MANUAL_COMMIT;
        boolean isDiscounted = isManual
                ? Objects.requireNonNull(commit.payments()).isCountedAsDiscounted()
                : paymentFraction != null && paymentFraction.compareTo(BigDecimal.ONE) < 0;
        return new SpendTracker.Spent(
                isManual ? SpendTracker.Source.MANUAL : SpendTracker.Source.THRESHOLD_RECHARGE, isDiscounted, price());
    }

    boolean isOpen() {
        return state == State.OPEN;
    }
}
