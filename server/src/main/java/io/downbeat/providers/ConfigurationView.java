package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A configuration as the API shows it, on its own and inside a contract. */
public record ConfigurationView(
        UUID id,
        BillingProvider billingProvider,
        UUID customerId,
        JsonNode configuration,
        UUID deliveryMethodId,
        DeliveryMethodType deliveryMethod,
        JsonNode deliveryMethodConfiguration,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant archivedAt,
        @Nullable String taxProvider,
        @Nullable List<UnbillableRule> unbillableInvoicesConfiguration) {

    static ConfigurationView of(ProviderConfiguration configuration) {
        return new ConfigurationView(
                configuration.id().value(),
                configuration.provider(),
                configuration.customer().value(),
                configuration.configuration(),
                configuration.deliveryMethodId().value(),
                configuration.deliveryMethod(),
                configuration.deliveryMethodConfiguration(),
                configuration.archivedAt(),
                configuration.taxProvider(),
                configuration.unbillableRules().isEmpty() ? null : configuration.unbillableRules());
    }
}
