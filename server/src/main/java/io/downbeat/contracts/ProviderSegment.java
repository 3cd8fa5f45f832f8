package io.downbeat.contracts;

import io.downbeat.core.Timeline;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * From a period boundary on, the configuration that a contract's invoices belong to.
 *
 * @param configuration {@code null}: invoices from here on are routed nowhere
 * @param effectiveAt the boundary; where the segment ends follows from the next one and is never stored
 * @param editId the edit that asked for it, {@code null} for the one the contract was created with
 */
public record ProviderSegment(
        UUID id,
        @Nullable ConfigurationId configuration,
        Instant effectiveAt,
        Instant createdAt,
        @Nullable ContractEditId editId) {

    /** The schedule of a contract's billing provider configurations. */
    public static final TermKind<Timeline<ProviderSegment>> KIND =
            new TermKind<>("billing provider configuration schedule", Timeline.empty());
}
