package io.downbeat.contracts;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A contract's threshold billing. Nothing is charged by it yet; it decides which billing providers the contract may
 * change to, and these in turn decide whether it may be enabled.
 */
record Thresholds(
        @Nullable ThresholdConfiguration spend, @Nullable ThresholdConfiguration prepaidBalance) {
    static final Thresholds NONE = new Thresholds(null, null);

    Thresholds withSpend(ThresholdConfiguration changed) {
        return new Thresholds(changed, prepaidBalance);
    }

    Thresholds withPrepaidBalance(ThresholdConfiguration changed) {
        return new Thresholds(spend, changed);
    }

    /** Both as they were but disabled, as archiving the configuration that pays for them leaves them. */
    Thresholds disabled() {
        return new Thresholds(
                spend == null ? null : spend.disabled(), prepaidBalance == null ? null : prepaidBalance.disabled());
    }

    /** Why a contract with these thresholds cannot be billed through the provider; none if it can. */
    Optional<String> objectionTo(ProviderKind provider) {
        if (provider == ProviderKind.MARKETPLACE) {
            return enabled().findAny().map(any -> ProviderSchedule.THRESHOLD_BILLING);
        }
        if (provider != ProviderKind.STRIPE) {
            return enabled()
                    .filter(ThresholdConfiguration::isPaidThroughStripe)
                    .findAny()
                    .map(any -> ProviderSchedule.THRESHOLD_PAYMENT);
        }
        return Optional.empty();
    }

    boolean isEnabled() {
        return enabled().findAny().isPresent();
    }

    private Stream<ThresholdConfiguration> enabled() {
        return Stream.of(Optional.ofNullable(spend), Optional.ofNullable(prepaidBalance))
                .flatMap(Optional::stream)
                .filter(ThresholdConfiguration::isEnabled);
    }
}
