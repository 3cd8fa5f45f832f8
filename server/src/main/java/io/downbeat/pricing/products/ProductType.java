package io.downbeat.pricing.products;

/** What a product charges for; it never changes. The API's other types are refused until they are built. */
public enum ProductType {
    /** Metered: needs a billable metric and a rate. */
    USAGE,
    /** A share of what is spent on other products: needs a rate that is a percentage. */
    COMPOSITE,
    /** Charged on named dates by scheduled charges; has no rate. */
    FIXED,
    /** Work that is billed on request as a contract's professional service; has no rate. */
    PRO_SERVICE;

    /** Whether a rate card has a price of it; else what it costs stands where it is agreed on. */
    public boolean isRated() {
        return this == USAGE || this == COMPOSITE;
    }
}
