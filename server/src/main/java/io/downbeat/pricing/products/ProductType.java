package io.downbeat.pricing.products;

/** What a product charges for; it never changes. The API's other types are refused until they are built. */
public enum ProductType {
    /** Metered: needs a billable metric and a rate. */
    USAGE,
    /** A share of what is spent on other products: needs a rate that is a percentage. */
    COMPOSITE,
    /** Charged on named dates by scheduled charges; has no rate. */
    FIXED
}
