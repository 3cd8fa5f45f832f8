package io.downbeat.delivery.engine;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A delivery as it is first written. */
record NewDelivery(
        DeliveryId id,
        InvoiceId invoice,
        CustomerId customer,
        ContractId contract,
        ConfigurationId configuration,
        DeliveryMethodId deliveryMethod,
        BillingProvider provider,
        DeliveryMethodType method,
        String accountKey,
        @Nullable String orderKey,
        byte @Nullable [] payload,
        BigDecimal total,
        DeliveryState state,
        @Nullable String reason,
        Instant dueAt,
        @Nullable Instant deadlineAt) {

    static NewDelivery of(
            DeliveryId id,
            Invoice invoice,
            ProviderConfiguration configuration,
            String accountKey,
            Frozen frozen,
            Instant now) {
        Frozen.Deliverable goes = frozen instanceof Frozen.Deliverable deliverable ? deliverable : null;
        return new NewDelivery(
                id,
                invoice.id(),
                invoice.customer(),
                invoice.contract(),
                configuration.id(),
                configuration.deliveryMethodId(),
                configuration.provider(),
                configuration.deliveryMethod(),
                accountKey,
                // One provider's customer may be known to two accounts; order matters within one only.
                goes == null || goes.orderKey() == null ? null : accountKey + "/" + goes.orderKey(),
                goes == null ? null : goes.payload(),
                invoice.total().value(),
                state(frozen),
                reason(frozen),
                goes == null || goes.dueAt() == null ? now : goes.dueAt(),
                goes == null ? null : goes.deadlineAt());
    }

    private static DeliveryState state(Frozen frozen) {
        return switch (frozen) {
            case Frozen.Deliverable _ -> DeliveryState.PENDING;
            case Frozen.Skipped _ -> DeliveryState.SKIPPED;
            case Frozen.Unsendable _ -> DeliveryState.PARKED;
        };
    }

    private static @Nullable String reason(Frozen frozen) {
        return switch (frozen) {
            case Frozen.Deliverable _ -> null;
            case Frozen.Skipped(String reason) -> reason;
            case Frozen.Unsendable(String reason) -> reason;
        };
    }
}
