package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The customers' billing provider configurations: create, get, archive. Nothing changes one. */
@RestController
final class ConfigurationApi {
    /** What the creating operation shows: less than the others. */
    record Created(
            UUID id,
            BillingProvider billingProvider,
            UUID customerId,
            JsonNode configuration,
            UUID deliveryMethodId,
            @Nullable String taxProvider) {
        static Created of(ProviderConfiguration configuration) {
            return new Created(
                    configuration.id().value(),
                    configuration.provider(),
                    configuration.customer().value(),
                    configuration.configuration(),
                    configuration.deliveryMethodId().value(),
                    configuration.taxProvider());
        }
    }

    record Archived(List<UUID> customerBillingProviderConfigurationIds, UUID customerId) {}

    private final CreateConfigurations create;
    private final ArchiveConfigurations archive;
    private final ConfigurationStore configurations;

    ConfigurationApi(CreateConfigurations create, ArchiveConfigurations archive, ConfigurationStore configurations) {
        this.create = create;
        this.archive = archive;
        this.configurations = configurations;
    }

    @PostMapping("/v1/setCustomerBillingProviderConfigurations")
    @Changes(action = "set_billing_provider_configuration", resource = "billing_provider_configuration")
    Data<List<Created>> set(Body body) {
        return new Data<>(create.create(body).stream().map(Created::of).toList());
    }

    /** A customer that does not exist has none: the API answers an empty list, not 404. */
    @PostMapping("/v1/getCustomerBillingProviderConfigurations")
    @Reads
    Data<List<ConfigurationView>> get(Body body) {
        body.knowsOnly(Set.of("customer_id", "include_archived"));
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        return new Data<>(configurations.ofCustomer(customer, body.flag("include_archived", false)).stream()
                .map(ConfigurationView::of)
                .toList());
    }

    @PostMapping("/v1/archiveCustomerBillingProviderConfigurations")
    @Changes(action = "archive_billing_provider_configuration", resource = "billing_provider_configuration")
    Data<Archived> archive(Body body) {
        body.knowsOnly(Set.of("customer_id", "customer_billing_provider_configuration_ids"));
        UUID customer = body.uuid("customer_id");
        return new Data<>(new Archived(archive.archive(new CustomerId(customer), body), customer));
    }
}
