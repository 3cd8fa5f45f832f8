package io.downbeat.delivery;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.util.List;
import java.util.Optional;

/** The adapters that are wired; one at most serves a provider by a delivery method. */
public class Adapters {
    private final List<ProviderAdapter> adapters;

    public Adapters(List<ProviderAdapter> adapters) {
        this.adapters = List.copyOf(adapters);
    }

    public Optional<ProviderAdapter> find(BillingProvider provider, DeliveryMethodType method) {
        return adapters.stream()
                .filter(adapter -> adapter.serves(provider, method))
                .findFirst();
    }
}
