package io.downbeat.contracts.schedule;

import io.downbeat.platform.http.Body;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which billing provider configuration a request means: {@code billing_provider_configuration} of the API. */
public sealed interface ProviderSelector {

    /** Explicitly no provider: invoices are routed nowhere. */
    record None() implements ProviderSelector {}

    /** The configuration with this id; provider and method may be named as well and must then be its own. */
    record ById(
            ConfigurationId id,
            @Nullable BillingProvider provider,
            @Nullable DeliveryMethodType method) implements ProviderSelector {}

    /** The one live configuration of the customer with this provider and method. */
    record ByPair(BillingProvider provider, DeliveryMethodType method) implements ProviderSelector {}

    /**
     * Reads it from a request. Whether {@code billing_provider_configuration_id: null} means "none" or "left out"
     * depends on the operation; only a schedule change knows the former.
     */
    static ProviderSelector read(Body body, boolean nullMeansNone) {
        body.knowsOnly(Set.of("billing_provider_configuration_id", "billing_provider", "delivery_method"));
        Optional<ConfigurationId> id =
                body.optionalUuid("billing_provider_configuration_id").map(ConfigurationId::new);
        Optional<BillingProvider> provider = body.optionalOneOf("billing_provider", BillingProvider.class);
        Optional<DeliveryMethodType> method = body.optionalOneOf("delivery_method", DeliveryMethodType.class);
        if (id.isPresent()) {
            return new ById(id.get(), provider.orElse(null), method.orElse(null));
        }
        if (provider.isPresent() && method.isPresent()) {
            return new ByPair(provider.get(), method.get());
        }
        if (nullMeansNone
                && body.mentions("billing_provider_configuration_id")
                && provider.isEmpty()
                && method.isEmpty()) {
            return new None();
        }
        throw body.invalid(
                "billing_provider_configuration_id",
                "name a configuration by its id, or by billing_provider and delivery_method");
    }
}
