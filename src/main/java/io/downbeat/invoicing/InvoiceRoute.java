package io.downbeat.invoicing;

import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an invoice belongs and why; frozen when it is finalized (domain.md G.1).
 *
 * @param configuration the one provider configuration it goes to; {@code null}: it goes nowhere
 * @param segmentId the segment of the contract's schedule that decided, {@code null} if none covers the invoice
 * @param segmentEffectiveAt the boundary from which that segment is in force
 * @param editId the edit that made the segment, {@code null} for the contract's first one
 * @param rule one of the words below
 */
public record InvoiceRoute(
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

    public InvoiceRoute {
        if (configuration != null && segmentId == null) {
            throw new IllegalArgumentException("only a segment leads to a configuration: " + configuration);
        }
    }
}
