package io.downbeat.preflight;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.providers.ConfigurationId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration that a contract is yet to bill through, looked at once a day in its last 35 days.
 *
 * @param beginsAt when the first segment with it begins that is still in the future
 */
record Watch(CustomerId customer, ContractId contract, ConfigurationId configuration, Instant beginsAt) {
    /** Longer than any month, so that whoever changes the provider for the next period is told at the next look. */
    static final Duration AHEAD = Duration.ofDays(35);
    /** Off midnight, where periods begin and everything else falls due; a working hour in most of the world. */
    private static final LocalTime DAILY = LocalTime.of(6, 0);

    /** What is to be watched of a contract: one entry per configuration, ordered by beginning. */
    static List<Watch> of(ContractTerms terms, Instant now) {
        Map<ConfigurationId, Watch> watches = new LinkedHashMap<>();
        // What a parent pays for goes by the parent's schedule, and is watched with the parent.
        if (terms.contract().archivedAt() != null || Families.isPaidByParent(terms)) {
            return List.of();
        }
        Instant end = terms.contract().endingBefore();
        for (Timeline.Segment<ProviderSegment> segment : terms.schedule().segments()) {
            ConfigurationId configuration = segment.value().configuration();
            boolean isComing = segment.from().isAfter(now)
                    && (end == null || segment.from().isBefore(end));
            if (configuration != null && isComing) {
                watches.putIfAbsent(
                        configuration,
                        new Watch(terms.contract().customer(), terms.contract().id(), configuration, segment.from()));
            }
        }
        return List.copyOf(watches.values());
    }

    /**
     * The next look: at the daily hour strictly after {@code now}, within {@link #AHEAD} of the beginning. At the
     * beginning itself there is one more, which only ends the watch.
     */
    Instant dueAfter(Instant now) {
        Instant window = beginsAt.minus(AHEAD);
        // The daily hour exactly 35 days ahead still belongs to the window.
        Instant daily = dailyAfter(window.isAfter(now) ? window.minusNanos(1) : now);
        return daily.isBefore(beginsAt) ? daily : beginsAt;
    }

    private static Instant dailyAfter(Instant moment) {
        OffsetDateTime at = moment.atOffset(ZoneOffset.UTC);
        OffsetDateTime today = at.with(DAILY);
        return (today.isAfter(at) ? today : today.plusDays(1)).toInstant();
    }
}
