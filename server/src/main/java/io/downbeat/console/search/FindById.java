package io.downbeat.console.search;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.Providers;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an id names, ours or a provider's. */
final class FindById {
    private final Customers customers;
    private final Contracts contracts;
    private final Invoicing invoicing;
    private final DeliveryListings deliveries;
    private final Providers providers;

    FindById(
            Customers customers,
            Contracts contracts,
            Invoicing invoicing,
            DeliveryListings deliveries,
            Providers providers) {
        this.customers = customers;
        this.contracts = contracts;
        this.invoicing = invoicing;
        this.deliveries = deliveries;
        this.providers = providers;
    }

    /** The address of its page. A customer's configuration leads to the customer. */
    Optional<String> page(UUID id) {
        return customers
                .find(new CustomerId(id))
                .map(one -> "/console/customers/" + one.id())
                .or(() -> contracts.terms(new ContractId(id)).map(one -> "/console/contracts/" + id))
                .or(() -> invoicing.summaries(List.of(new InvoiceId(id))).stream()
                        .findFirst()
                        .map(one -> "/console/invoices/" + id))
                .or(() -> deliveries.find(new DeliveryId(id)).map(one -> "/console/deliveries/" + id))
                .or(() -> providers
                        .find(new ConfigurationId(id))
                        .map(one -> "/console/customers/" + one.customer() + "#c-" + id));
    }

    /** What any of our accounts knows under the provider's reference. */
    List<ListedDelivery> byReference(String reference, int limit) {
        List<String> accounts = providers.deliveryMethods().stream()
                .map(DeliveryMethod::accountKey)
                .toList();
        return deliveries.byReference(accounts, reference, limit);
    }
}
