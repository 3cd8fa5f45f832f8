package io.downbeat.providers.billingconfig;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code billing-config}: the configuration of one customer with one provider, by the provider's name. */
@RestController
@RequestMapping("/v1/customers/{customerId}/billing-config/{billingProviderType}")
final class BillingConfigApi {
    private final BillingConfigs configs;

    BillingConfigApi(BillingConfigs configs) {
        this.configs = configs;
    }

    @GetMapping
    Data<BillingConfigView> get(@PathVariable UUID customerId, @PathVariable String billingProviderType) {
        return new Data<>(configs.get(new CustomerId(customerId), billingProviderType));
    }

    @PostMapping
    @Changes(action = "set_billing_provider_configuration", resource = "billing_provider_configuration")
    void create(@PathVariable UUID customerId, @PathVariable String billingProviderType, Body body) {
        configs.create(new CustomerId(customerId), billingProviderType, body);
    }

    @DeleteMapping
    @Changes(action = "archive_billing_provider_configuration", resource = "billing_provider_configuration")
    void archive(@PathVariable UUID customerId, @PathVariable String billingProviderType) {
        configs.archive(new CustomerId(customerId), billingProviderType);
    }
}
