package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who bills a customer in the end ({@code BillingProviderType} of the API). */
public enum BillingProvider {
    AWS_MARKETPLACE,
    STRIPE,
    NETSUITE,
    CUSTOM,
    AZURE_MARKETPLACE,
    QUICKBOOKS_ONLINE,
    WORKDAY,
    GCP_MARKETPLACE,
    METRONOME;

    /** The word of the API, in lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if the API has no such word */
    public static BillingProvider fromWire(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether usage is metered to it hour by hour, instead of an invoice being sent. */
    public boolean isMarketplace() {
        return this == AWS_MARKETPLACE || this == AZURE_MARKETPLACE || this == GCP_MARKETPLACE;
    }
}
