package io.downbeat.invoicing.lifecycle;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import java.time.Instant;
import java.util.Optional;

/** Voids and regenerates for whoever is not this feature. */
final class ActOnInvoices implements Invoicing.Actions {
    private final VoidInvoices voiding;
    private final RegenerateInvoices regenerating;

    ActOnInvoices(VoidInvoices voiding, RegenerateInvoices regenerating) {
        this.voiding = voiding;
        this.regenerating = regenerating;
    }

    @Override
    public void voidOne(InvoiceId id, Instant now) {
        voiding.voidOne(id, now);
    }

    @Override
    public InvoiceId regenerate(InvoiceId id, Instant now) {
        return regenerating.regenerate(id, Optional.empty(), now);
    }
}
