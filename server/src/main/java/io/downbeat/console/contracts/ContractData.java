package io.downbeat.console.contracts;

import io.downbeat.balances.Standing;
import io.downbeat.console.words.Destination;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.customers.Customer;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page of a contract needs, read at one moment.
 *
 * @param invoices the one issued last first
 * @param toBeConsolidated drafts among them that go nowhere by themselves, but with the parent's consolidated invoice
 * @param balances that can pay for it, with what is left of them
 * @param configurations all that its schedule and its invoices point at
 */
record ContractData(
        ContractTerms terms,
        Customer customer,
        List<Invoicing.Summary> invoices,
        Set<InvoiceId> toBeConsolidated,
        List<Standing> balances,
        Map<InvoiceId, ListedDelivery> deliveries,
        Map<ConfigurationId, ProviderConfiguration> configurations,
        List<ScheduleChange> history,
        EditsBy edits,
        Instant now) {

    /**
     * What the page calls by name.
     *
     * @param rateCard {@code null} for a contract without
     * @param products all that its terms name
     * @param currency that prices of overrides, services and thresholds are in; {@code null} where none has one, or without a rate card
     */
    record Named(
            @Nullable String rateCard,
            Map<ProductId, Product> products,
            @Nullable CreditType currency) {}

    Map<ConfigurationId, Destination> destinations() {
        return Destination.all(configurations.values());
    }

    Set<ConfigurationId> archived() {
        return configurations.values().stream()
                .filter(ProviderConfiguration::isArchived)
                .map(ProviderConfiguration::id)
                .collect(Collectors.toSet());
    }

    /** Where an invoice went, or would go as things stand. */
    Route route(Invoicing.Summary invoice) {
        if (invoice.route() != null) {
            return invoice.route();
        }
        return toBeConsolidated.contains(invoice.id())
                ? Route.onConsolidatedInvoice()
                : routeNow(invoice.subject().moment());
    }

    /** Where an invoice of this moment would go as things stand. */
    Route routeNow(InvoiceMoment moment) {
        return Routes.route(moment, terms.schedule(), archived());
    }
}
