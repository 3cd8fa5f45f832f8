package io.downbeat.metering;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.util.List;
import java.util.Optional;

/** Which connector leads where; one at most for each provider and delivery method. */
public final class MarketplaceConnectors {
    private final List<MarketplaceConnector> connectors;

    MarketplaceConnectors(List<MarketplaceConnector> connectors) {
        this.connectors = List.copyOf(connectors);
    }

    public Optional<MarketplaceConnector> find(BillingProvider provider, DeliveryMethodType method) {
        return connectors.stream()
                .filter(connector -> connector.leadsTo(provider, method))
                .findFirst();
    }

    public MarketplaceConnector to(BillingProvider provider, DeliveryMethodType method) {
        return find(provider, method)
                .orElseThrow(() -> new IllegalStateException("no connector to " + provider + " by " + method));
    }
}
