package io.downbeat.invoicing;

/** Fact: the invoice counts for nothing any more. A draft that was taken away has no {@code finalizedAt}, no lines. */
public record InvoiceVoided(Invoice invoice) {}
