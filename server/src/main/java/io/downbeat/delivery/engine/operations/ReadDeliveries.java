package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.DeliveryMethodId;
import java.util.List;

/**
 * Deliveries as they could be read.
 *
 * @param unreadable those that nobody can make sense of; each keeps no other from being read
 */
public record ReadDeliveries(List<DeliverySummary> rows, List<Unreadable> unreadable) {

    /** @param why what is wrong with the row, without its values */
    public record Unreadable(DeliveryId id, InvoiceId invoice, DeliveryMethodId account, String why) {}
}
