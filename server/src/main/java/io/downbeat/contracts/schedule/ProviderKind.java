package io.downbeat.contracts.schedule;

import io.downbeat.providers.BillingProvider;
import java.util.Optional;

/** What a segment bills through, as far as the rules for changing from one to another tell them apart. */
enum ProviderKind {
    /** No provider: no configuration, or one that was archived. */
    NONE,
    STRIPE,
    NETSUITE,
    /** Metered hour by hour from the start of a period: AWS, Azure or GCP. */
    MARKETPLACE;

    /** None for a provider that no contract can be billed through yet. */
    static Optional<ProviderKind> of(BillingProvider provider) {
        return switch (provider) {
            case STRIPE -> Optional.of(STRIPE);
            case NETSUITE -> Optional.of(NETSUITE);
            case AWS_MARKETPLACE, AZURE_MARKETPLACE, GCP_MARKETPLACE -> Optional.of(MARKETPLACE);
            case CUSTOM, QUICKBOOKS_ONLINE, WORKDAY, METRONOME -> Optional.empty();
        };
    }
}
