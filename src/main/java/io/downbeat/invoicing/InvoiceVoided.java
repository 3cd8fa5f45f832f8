package io.downbeat.invoicing;

/** Fact: the invoice counts for nothing any more. One that was never finalized has no {@code finalizedAt} and no lines. */
public record InvoiceVoided(Invoice invoice) {}
