package io.downbeat.delivery;

import io.downbeat.invoicing.Invoice;

/**
 * Fact, published in the transaction that ends the claim: what is known of the money of a gated invoice. The same may be told
 * more than once while it is awaited; PAID and FAILED are last words.
 */
public record PaymentAnswered(Invoice.Ref invoice, PaymentAnswer answer) {}
