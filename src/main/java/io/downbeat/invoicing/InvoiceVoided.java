package io.downbeat.invoicing;

public record InvoiceVoided(Invoice invoice) {}
