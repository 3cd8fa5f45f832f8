package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who bills a customer in the end ({@code BillingProviderType} of the API). */
public enum BillingProvider {
    AWS_MARKETPLACE("AWS Marketplace"),
    STRIPE("Stripe"),
    NETSUITE("NetSuite"),
    CUSTOM("Custom"),
    AZURE_MARKETPLACE("Azure Marketplace"),
    QUICKBOOKS_ONLINE("QuickBooks Online"),
    WORKDAY("Workday"),
    GCP_MARKETPLACE("Google Cloud Marketplace"),
    METRONOME("Metronome");

    private final String displayName;

    BillingProvider(String displayName) {
        this.displayName = displayName;
    }

    /** As the provider calls itself, for people. */
    public String displayName() {
        return displayName;
    }

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
