package io.downbeat.balances;

/** What a balance is; commits are the first two. */
public enum BalanceType {
    /** A commit that is paid ahead, by its invoice schedule: what it covers is taken off the invoice. */
    PREPAID,
    /** A commit that is paid in arrears: what it covers stays on the invoice, and what is left at the end is billed then. */
    POSTPAID,
    /** Given away: it has no invoice schedule. */
    CREDIT
}
