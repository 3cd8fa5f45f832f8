package io.downbeat.delivery;

import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.InvoiceId;

/** Where the provider's word on an invoice goes: invoicing shows it as {@code external_invoice}. */
interface InvoiceNews {
    void record(InvoiceId invoice, ExternalInvoice external);
}
