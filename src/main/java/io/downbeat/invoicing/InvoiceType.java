package io.downbeat.invoicing;

public enum InvoiceType {
    USAGE,
    SCHEDULED
}
