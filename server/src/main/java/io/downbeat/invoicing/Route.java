package io.downbeat.invoicing;

import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an invoice belongs and why; frozen when it is finalized (domain.md G.1).
 *
 * @param configuration the one provider configuration it goes to; {@code null}: it goes nowhere
 * @param segmentId the segment of the contract's schedule that decided, {@code null} if none covers the invoice or a
 *     person decided
 * @param segmentEffectiveAt the boundary from which that segment is in force
 * @param editId the edit that made the segment, {@code null} for the contract's first one
 * @param rule one of the words below
 */
public record Route(
        @Nullable ConfigurationId configuration,
        @Nullable UUID segmentId,
        @Nullable Instant segmentEffectiveAt,
        @Nullable UUID editId,
        String rule) {
    /** The latest segment that took effect before the service period's end. */
    public static final String PERIOD_END = "latest_segment_before_period_end";

    /** The latest segment that took effect at or before the issue date. */
    public static final String ISSUE_DATE = "latest_segment_at_issue_date";

    /** No segment had taken effect yet. */
    public static final String NO_SEGMENT = "no_segment_in_force";

    /** The segment in force says that invoices go nowhere. */
    public static final String NO_PROVIDER = "segment_without_provider";

    /** The segment's configuration was archived before the invoice was finalized. */
    public static final String ARCHIVED = "configuration_archived";

    /** A person sent it there, whatever the schedule says; its record says who, when and why. No segment decided. */
    public static final String BY_HAND = "by_hand";

    /** It goes nowhere by itself: its lines stand on its parent's consolidated invoice, which is delivered. */
    public static final String CONSOLIDATED = "on_consolidated_invoice";

    /** The invoice is of a time before the contract's invoices are made here: no provider is to have it, whatever the schedule. */
    public static final String HISTORICAL = "historical";

    public Route {
        if (rule.equals(BY_HAND)
                ? configuration == null || segmentId != null
                : configuration != null && segmentId == null) {
            throw new IllegalArgumentException(
                    "a segment or a person leads to a configuration, never both: " + configuration + ", " + segmentId);
        }
    }

    public static Route byHand(ConfigurationId configuration) {
        return new Route(configuration, null, null, null, BY_HAND);
    }

    public static Route onConsolidatedInvoice() {
        return new Route(null, null, null, null, CONSOLIDATED);
    }

    public static Route historical() {
        return new Route(null, null, null, null, HISTORICAL);
    }

    /** Whether a person chose it, and no segment. */
    public boolean isByHand() {
        return rule.equals(BY_HAND);
    }
}
