package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds delivery methods and billing provider configurations, archived ones too unless said otherwise. */
public final class Providers {
    private final ConfigurationStore configurations;
    private final DeliveryMethodStore methods;
    private final SealedSecrets sealed;

    Providers(ConfigurationStore configurations, DeliveryMethodStore methods, SealedSecrets sealed) {
        this.configurations = configurations;
        this.methods = methods;
        this.sealed = sealed;
    }

    public Optional<ProviderConfiguration> find(ConfigurationId id) {
        return Optional.ofNullable(findAll(List.of(id)).get(id));
    }

    /** Those of the ids that exist, in one statement. */
    public Map<ConfigurationId, ProviderConfiguration> findAll(Collection<ConfigurationId> ids) {
        return ids.isEmpty() ? Map.of() : configurations.findAll(ids);
    }

    /**
     * Like {@link #find}, and keeps the configuration from being archived until the transaction ends. Whoever lets
     * something point at a configuration asks here, or the two would miss each other.
     */
    public Optional<ProviderConfiguration> hold(ConfigurationId id) {
        return configurations.hold(id);
    }

    /** A customer's configurations of one provider and delivery method that are not archived, oldest first. */
    public List<ProviderConfiguration> live(CustomerId customer, BillingProvider provider, DeliveryMethodType method) {
        return configurations.ofCustomer(customer, false).stream()
                .filter(configuration -> configuration.provider() == provider)
                .filter(configuration -> configuration.deliveryMethod() == method)
                .toList();
    }

    /** A customer's configurations that are not archived, oldest first. */
    public List<ProviderConfiguration> live(CustomerId customer) {
        return configurations.ofCustomer(customer, false);
    }

    /** All that a customer has and had, oldest first. */
    public List<ProviderConfiguration> all(CustomerId customer) {
        return configurations.ofCustomer(customer, true);
    }

    public Optional<DeliveryMethod> deliveryMethod(DeliveryMethodId id) {
        return methods.find(id);
    }

    /** Every delivery method, oldest first. */
    public List<DeliveryMethod> deliveryMethods() {
        return methods.ofProviders(List.of(BillingProvider.values()));
    }

    /** Every delivery method of a provider, oldest first. */
    public List<DeliveryMethod> deliveryMethods(BillingProvider provider) {
        return methods.ofProviders(List.of(provider));
    }

    /**
     * The credentials of a delivery method in the clear, by key; empty if it has none. For delivery adapters only:
     * never log, store or answer what comes back.
     */
    public Map<String, String> secrets(DeliveryMethodId id) {
        return methods.sealedSecrets(id).map(bytes -> sealed.open(id, bytes)).orElse(Map.of());
    }

    /** A configuration as the API shows it. */
    public ConfigurationView view(ProviderConfiguration configuration) {
        return ConfigurationView.of(configuration);
    }
}
