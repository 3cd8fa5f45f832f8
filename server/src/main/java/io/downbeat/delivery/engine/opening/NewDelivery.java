package io.downbeat.delivery.engine.opening;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.ProviderConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as it is first written.
 *
 * @param account whose configuration it goes by: the invoice's customer, or that of the parent that pays
 */
record NewDelivery(
        DeliveryId id,
        InvoiceId invoice,
        CustomerId customer,
        ContractId contract,
        Delivery.Destination destination,
        CustomerId account,
        Amount total,
        Frozen frozen) {

    static NewDelivery of(
            DeliveryId id, Invoice invoice, ProviderConfiguration configuration, String accountKey, Frozen frozen) {
        return new NewDelivery(
                id,
                invoice.id(),
                invoice.customer(),
                invoice.contract(),
                new Delivery.Destination(
                        configuration.id(),
                        configuration.provider(),
                        configuration.deliveryMethod(),
                        configuration.deliveryMethodId(),
                        accountKey),
                configuration.customer(),
                invoice.total(),
                frozen);
    }

    DeliveryState state() {
        return switch (frozen) {
            case Frozen.Deliverable _ -> DeliveryState.PENDING;
            case Frozen.Skipped _ -> DeliveryState.SKIPPED;
            case Frozen.Unsendable _ -> DeliveryState.PARKED;
        };
    }

    @Nullable
    String reason() {
        return switch (frozen) {
            case Frozen.Deliverable _ -> null;
            case Frozen.Skipped(String reason) -> reason;
            case Frozen.Unsendable(String reason) -> reason;
        };
    }

    /** What goes out, if anything does. */
    Frozen.@Nullable Deliverable deliverable() {
        return frozen instanceof Frozen.Deliverable goes ? goes : null;
    }
}
