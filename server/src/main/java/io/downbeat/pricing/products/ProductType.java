package io.downbeat.pricing.products;

/** What a product charges for; it never changes. The API's other type is refused until it is built. */
public enum ProductType {
    /** Metered: needs a billable metric and a rate. */
    USAGE,
    /** A share of what is spent on other products: needs a rate that is a percentage. */
    COMPOSITE,
    /** Charged on named dates by scheduled charges; has no rate. */
    FIXED,
    /** Work that is billed on request as a contract's professional service; has no rate. */
    PRO_SERVICE,
    /** Charged for whole billing periods, so many of it at a time: needs a rate that has a billing frequency. */
    SUBSCRIPTION;

    /** Whether a rate card has a price of it; else what it costs stands where it is agreed on. */
    public boolean isRated() {
        return isUsage() || this == SUBSCRIPTION;
    }

    /** Whether its lines are usage, so that others can be a share of them. */
    boolean isUsage() {
        return this == USAGE || this == COMPOSITE;
    }
}
