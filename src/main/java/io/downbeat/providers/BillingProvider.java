package io.downbeat.providers;

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

    public boolean isMarketplace() {
        return this == AWS_MARKETPLACE || this == AZURE_MARKETPLACE || this == GCP_MARKETPLACE;
    }
}
