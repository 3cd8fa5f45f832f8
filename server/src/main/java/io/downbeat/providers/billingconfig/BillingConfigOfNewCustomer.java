package io.downbeat.providers.billingconfig;

import io.downbeat.customers.CreatedWithCustomer;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.CreateConfigurations;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code billing_config} of a new customer: the same words as the operation has, with the provider among them. Is delivered to
 * the provider directly.
 */
final class BillingConfigOfNewCustomer implements CreatedWithCustomer {
    private static final String CONFIG = "billing_config";
    private static final String PROVIDER = "billing_provider_type";
    private static final String IS_SUBSCRIPTION = "aws_is_subscription_product";
    private static final Set<String> KNOWN = Stream.concat(
                    BillingConfigs.KNOWN.stream(), Stream.of(PROVIDER, IS_SUBSCRIPTION))
            .collect(Collectors.toUnmodifiableSet());

    private final CreateConfigurations create;

    BillingConfigOfNewCustomer(CreateConfigurations create) {
        this.create = create;
    }

    @Override
    public Set<String> fields() {
        return Set.of(CONFIG);
    }

    @Override
    public void create(CustomerId customer, Body request) {
        request.optionalObject(CONFIG).ifPresent(config -> {
            config.knowsOnly(KNOWN);
            BillingProvider provider = config.oneOf(PROVIDER, BillingProvider.class);
            ObjectNode keys = BillingConfigs.keys(provider, config);
            config.optionalFlag(IS_SUBSCRIPTION).ifPresent(is -> {
                if (provider != BillingProvider.AWS_MARKETPLACE) {
                    throw config.invalid(IS_SUBSCRIPTION, "goes with aws_marketplace only");
                }
                keys.put(IS_SUBSCRIPTION, is);
            });
            create.createWith(customer, Body.of(BillingConfigs.item(provider, keys), CONFIG));
        });
    }
}
