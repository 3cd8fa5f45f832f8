package io.downbeat.invoicing;

public class Invoicing {
    public void recordExternal(InvoiceId invoice, ExternalInvoice external) {}
}
