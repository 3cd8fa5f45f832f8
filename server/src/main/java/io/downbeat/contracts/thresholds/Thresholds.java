package io.downbeat.contracts.thresholds;

import io.downbeat.contracts.TermKind;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A contract's threshold billing. It decides which billing providers the contract may
 * change to, and these in turn decide whether it may be enabled.
 */
public record Thresholds(
        @Nullable SpendThreshold spend, @Nullable PrepaidBalanceThreshold prepaidBalance) {
    public static final Thresholds NONE = new Thresholds(null, null);
    public static final TermKind<Thresholds> KIND = new TermKind<>("thresholds", NONE);

    public boolean isEnabled() {
        return enabled().findAny().isPresent();
    }

    /** Whether one that is enabled is collected through Stripe. */
    public boolean isPaidThroughStripe() {
        return enabled().anyMatch(threshold -> threshold.gate().type() == PaymentGate.Type.STRIPE);
    }

    private Stream<Threshold> enabled() {
        return Stream.<@Nullable Threshold>of(spend, prepaidBalance)
                .filter(Objects::nonNull)
                .filter(Threshold::isEnabled);
    }
}
