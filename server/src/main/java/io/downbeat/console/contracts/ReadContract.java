package io.downbeat.console.contracts;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.schedule.ProviderHistory;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.Providers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what the page of a contract shows, in a number of statements that does not grow with what is on it. */
final class ReadContract {
    /** More than a figure can show; what is older stands in no table of the page either. */
    static final int MOST_INVOICES = 300;

    private final Contracts contracts;
    private final Customers customers;
    private final Providers providers;
    private final Invoicing invoicing;
    private final DeliveryListings deliveries;
    private final ProviderHistory history;
    private final BusinessClock clock;

    ReadContract(
            Contracts contracts,
            Customers customers,
            Providers providers,
            Invoicing invoicing,
            DeliveryListings deliveries,
            ProviderHistory history,
            BusinessClock clock) {
        this.contracts = contracts;
        this.customers = customers;
        this.providers = providers;
        this.invoicing = invoicing;
        this.deliveries = deliveries;
        this.history = history;
        this.clock = clock;
    }

    /** @throws Refused if there is no such contract */
    ContractData read(ContractId id) {
        ContractTerms terms = contracts.terms(id).orElseThrow(() -> Refused.notFound("no contract has the id " + id));
        Contract contract = terms.contract();
        List<Invoicing.Summary> invoices = invoicing.latest(contract, MOST_INVOICES);
        List<ScheduleChange> changes = history.of(contract);
        return new ContractData(
                terms,
                customers.require(contract.customer()),
                invoices,
                deliveries.ofInvoices(
                        invoices.stream().map(Invoicing.Summary::id).toList()),
                providers.findAll(pointedAt(invoices, changes)),
                changes,
                clock.instant());
    }

    private static Set<ConfigurationId> pointedAt(List<Invoicing.Summary> invoices, List<ScheduleChange> changes) {
        Set<ConfigurationId> ids = new HashSet<>();
        changes.forEach(change -> Optional.ofNullable(change.configuration()).ifPresent(ids::add));
        invoices.forEach(invoice ->
                Optional.ofNullable(invoice.route()).map(Route::configuration).ifPresent(ids::add));
        return ids;
    }
}
