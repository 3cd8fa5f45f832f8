package io.downbeat.invoicing;

import java.util.List;

/** Fact: these invoices, lines and routes will never change again. Published once for each, in that transaction. */
public record InvoicesFinalized(List<Invoice> invoices) {
    public InvoicesFinalized {
        invoices = List.copyOf(invoices);
    }
}
