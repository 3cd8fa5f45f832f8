package io.downbeat.preflight;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person should mend before a segment begins; at most one is open per contract and configuration.
 *
 * @param kind what raised it; {@code provider_check_failed} so far
 * @param points as the last check that failed found them
 * @param checkedAt when that was
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Notice(
        UUID id,
        String kind,
        ContractId contractId,
        CustomerId customerId,
        ConfigurationId billingProviderConfigurationId,
        Instant segmentEffectiveAt,
        List<Point> points,
        Instant raisedAt,
        Instant checkedAt,
        @Nullable Instant endedAt,
        @Nullable String endedReason) {
    static final String KIND = "provider_check_failed";

    enum Ending {
        /** What had failed is fine again. */
        MENDED,
        /** The segment began; from now on its deliveries tell. */
        BEGAN,
        /** The segment was replaced, or the contract ends before it. */
        CANCELLED
    }

    static boolean hasFailed(List<Point> points) {
        return points.stream().anyMatch(point -> point.verdict() == Verdict.FAILED);
    }

    /**
     * Whether a later check without a failure shows that what had failed is fine. It does not where the check had no
     * answer about that very thing: a provider that is away mends nothing.
     */
    static boolean isMended(List<Point> failing, List<Point> later) {
        boolean isPartial = later.stream().anyMatch(point -> point.verdict() == Verdict.UNKNOWN);
        return failing.stream()
                .filter(point -> point.verdict() == Verdict.FAILED)
                .allMatch(point -> {
                    List<Point> same = later.stream()
                            .filter(each -> each.name().equals(point.name()))
                            .toList();
                    return same.isEmpty()
                            ? !isPartial
                            : same.stream().noneMatch(each -> each.verdict() == Verdict.UNKNOWN);
                });
    }
}
