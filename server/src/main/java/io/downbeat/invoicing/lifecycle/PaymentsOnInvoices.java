package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.commits.BilledPayments;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.ScheduledStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Tells whoever edits commits which of their payments an invoice bills or has billed. */
final class PaymentsOnInvoices implements BilledPayments {
    private final ScheduledStore scheduled;

    PaymentsOnInvoices(ScheduledStore scheduled) {
        this.scheduled = scheduled;
    }

    @Override
    public Map<UUID, Billed> of(CustomerId customer, Collection<UUID> items) {
        Map<UUID, Billed> billed = new HashMap<>();
        if (!items.isEmpty()) {
            scheduled
                    .touched(customer, items)
                    .forEach(touched -> billed.put(
                            touched.item(),
                            new Billed(touched.invoice().value(), touched.status() == InvoiceStatus.VOID)));
        }
        return billed;
    }
}
