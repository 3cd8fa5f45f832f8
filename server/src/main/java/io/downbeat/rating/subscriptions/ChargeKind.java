package io.downbeat.rating.subscriptions;

/** What of a billing period a charge is for. */
public enum ChargeKind {
    /** What there is as the period begins. */
    BASE,
    /** What there is more of, from a moment inside the period on. */
    INCREASE,
    /** What there was more of, known only after it was billed: from where the period began, or up to what was billed later. */
    CATCH_UP
}
