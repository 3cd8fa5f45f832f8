package io.downbeat.delivery;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.util.List;
import java.util.Optional;

/** The routes that are wired; one at most serves a provider by a delivery method. */
public class InvoiceRoutes {
    private final List<InvoiceRoute> routes;

    public InvoiceRoutes(List<InvoiceRoute> routes) {
        this.routes = List.copyOf(routes);
    }

    public Optional<InvoiceRoute> find(BillingProvider provider, DeliveryMethodType method) {
        return routes.stream().filter(route -> route.serves(provider, method)).findFirst();
    }
}
