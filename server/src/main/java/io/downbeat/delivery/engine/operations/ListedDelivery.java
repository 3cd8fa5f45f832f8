package io.downbeat.delivery.engine.operations;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A delivery as lists show it: whose it is, where it goes, how far it came. */
public record ListedDelivery(DeliveryId id, Subject subject, To to, Progress progress) {

    public record Subject(InvoiceId invoice, ContractId contract, CustomerId customer) {}

    public record To(ConfigurationId configuration, BillingProvider provider, DeliveryMethodType method) {}

    /**
     * @param reason of an account that is held back the account's, else its own
     * @param nextAttemptAt {@code null} where nothing is tried any more
     * @param since when it came into this state; of one that is being sent, when it was taken up
     */
    public record Progress(
            DeliveryState state,
            @Nullable String reason,
            @Nullable String providerRef,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant deadlineAt,
            Instant since) {}
}
