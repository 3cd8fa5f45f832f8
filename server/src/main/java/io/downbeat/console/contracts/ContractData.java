package io.downbeat.console.contracts;

import io.downbeat.console.words.Destination;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.customers.Customer;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that the page of a contract needs, read at one moment.
 *
 * @param invoices the one issued last first
 * @param configurations all that its schedule and its invoices point at
 */
record ContractData(
        ContractTerms terms,
        Customer customer,
        List<Invoicing.Summary> invoices,
        Map<InvoiceId, ListedDelivery> deliveries,
        Map<ConfigurationId, ProviderConfiguration> configurations,
        List<ScheduleChange> history,
        EditsBy edits,
        Instant now) {

    Map<ConfigurationId, Destination> destinations() {
        return Destination.all(configurations.values());
    }

    Set<ConfigurationId> archived() {
        return configurations.values().stream()
                .filter(ProviderConfiguration::isArchived)
                .map(ProviderConfiguration::id)
                .collect(Collectors.toSet());
    }

    /** Where an invoice of this moment would go as things stand. */
    Route routeNow(InvoiceMoment moment) {
        return Routes.route(moment, terms.schedule(), archived());
    }
}
