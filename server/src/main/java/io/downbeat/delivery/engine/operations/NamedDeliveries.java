package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.invoicing.InvoiceId;
import java.util.Set;

/** Deliveries by what names them: their own id, or the id of their invoice, as objects at a provider carry either. */
public record NamedDeliveries(Set<DeliveryId> deliveries, Set<InvoiceId> invoices) {
    public NamedDeliveries {
        deliveries = Set.copyOf(deliveries);
        invoices = Set.copyOf(invoices);
    }
}
