package io.downbeat.invoicing;

public enum InvoiceStatus {
    DRAFT,
    FINALIZED,
    VOID
}
