package io.downbeat.invoicing;

/** {@code DRAFT -> FINALIZED -> VOID}, or {@code DRAFT -> VOID} when its contract takes the draft away. */
public enum InvoiceStatus {
    /** Computed anew at every read. */
    DRAFT,
    /** Never changes again. */
    FINALIZED,
    /** Counts for nothing; what stood on it is kept. */
    VOID
}
