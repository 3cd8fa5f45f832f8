package io.downbeat.delivery;

import io.downbeat.invoicing.Invoice;

/** Fact, published in the transaction that cancels it: nothing of the invoice is at its provider, and nothing will be sent. */
public record DeliveryCancelled(Invoice.Ref invoice, String reason) {}
