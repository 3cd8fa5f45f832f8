package io.downbeat.invoicing;

import java.util.Optional;

/** Stub until branch invoicing is merged. */
public final class Invoicing {
    public Optional<Invoice> find(InvoiceId id) {
        return Optional.empty();
    }

    public void recordExternal(InvoiceId id, ExternalInvoice external) {}
}
