package io.downbeat.delivery;

import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.BillingProvider;

/**
 * An invoice was refused on its way to its provider, and nothing more is sent before a person has looked. Published once for
 * each refusal, inside the transaction that ends the claim or opens the delivery.
 */
public record InvoiceRefused(InvoiceId invoice, CustomerId customer, BillingProvider provider, String error) {}
