package io.downbeat.invoicing;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What other features ask about invoices. */
public final class Invoicing {

    /** The invoice as it stands; a draft is computed now. */
    public Optional<Invoice> find(InvoiceId id) {
        throw new UnsupportedOperationException("in progress " + id);
    }

    /** What is due so far on each invoice, read in bulk; unknown ids are left out. */
    public Map<InvoiceId, DueSoFar> dueSoFar(Collection<InvoiceId> ids, Instant now) {
        throw new UnsupportedOperationException("in progress " + ids + now);
    }

    /** Keeps what the provider said last; {@code external_invoice} shows it from the commit on. */
    public void recordExternal(InvoiceId id, ExternalInvoice external) {
        throw new UnsupportedOperationException("in progress " + id + external);
    }
}
