package io.downbeat.console.contracts;

import io.downbeat.access.AuditLog;
import io.downbeat.access.AuditQuery;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.schedule.ProviderHistory;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.customers.Customer;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what the page of a contract shows, in a number of statements that does not grow with what is on it. */
final class ReadContract {
    /** More than a figure can show; what is older stands in no table of the page either. */
    static final int MOST_INVOICES = 300;

    /** Who made an older edit than these is to be found in the audit log itself. */
    private static final int MOST_EDITS = 200;

    /** The contract's invoices, and what is known of where they go. */
    record Billed(Invoicing invoicing, Invoicing.Evidence evidence) {}

    private final Contracts contracts;
    private final Customers customers;
    private final Providers providers;
    private final Billed billed;
    private final DeliveryListings deliveries;
    private final ProviderHistory history;
    private final AuditLog audit;

    ReadContract(
            Contracts contracts,
            Customers customers,
            Providers providers,
            Billed billed,
            DeliveryListings deliveries,
            ProviderHistory history,
            AuditLog audit) {
        this.contracts = contracts;
        this.customers = customers;
        this.providers = providers;
        this.billed = billed;
        this.deliveries = deliveries;
        this.history = history;
        this.audit = audit;
    }

    /** @throws Refused if there is no such contract */
    ContractData read(ContractId id, Instant now) {
        ContractTerms terms = terms(id);
        Invoicing.Latest latest = billed.invoicing().latest(terms, MOST_INVOICES);
        return read(terms, latest.invoices(), latest.balances(), now);
    }

    /** With the invoices behind a place instead of the latest ones. */
    ContractData earlier(ContractId id, InvoiceSubject.Place place, int limit, Instant now) {
        ContractTerms terms = terms(id);
        return read(terms, billed.invoicing().earlier(terms, place, limit), List.of(), now);
    }

    ContractTerms terms(ContractId id) {
        return contracts.terms(id).orElseThrow(() -> Refused.notFound("no contract has the id " + id));
    }

    Customer customer(ContractTerms terms) {
        return customers.require(terms.contract().customer());
    }

    private ContractData read(
            ContractTerms terms, List<Invoicing.Summary> invoices, List<Standing> balances, Instant now) {
        Contract contract = terms.contract();
        List<ScheduleChange> changes = history.of(contract);
        return new ContractData(
                terms,
                customer(terms),
                invoices,
                billed.evidence().toBeConsolidated(drafts(invoices), terms),
                balances,
                deliveries.ofInvoices(
                        invoices.stream().map(Invoicing.Summary::id).toList()),
                providers.findAll(pointedAt(terms, invoices, changes)),
                changes,
                EditsBy.of(audit.settled(
                        AuditQuery.all(true)
                                .of(new AuditQuery.Resource(
                                        "contract", contract.id().toString())),
                        MOST_EDITS)),
                now);
    }

    private static List<InvoiceSubject> drafts(List<Invoicing.Summary> invoices) {
        return invoices.stream()
                .filter(invoice -> invoice.status() == InvoiceStatus.DRAFT)
                .map(Invoicing.Summary::subject)
                .toList();
    }

    /** The schedule of one that its parent pays for is the parent's, and no change of its own. */
    private static Set<ConfigurationId> pointedAt(
            ContractTerms terms, List<Invoicing.Summary> invoices, List<ScheduleChange> changes) {
        Set<ConfigurationId> ids = new HashSet<>();
        terms.schedule()
                .segments()
                .forEach(segment ->
                        Optional.ofNullable(segment.value().configuration()).ifPresent(ids::add));
        changes.forEach(change -> Optional.ofNullable(change.configuration()).ifPresent(ids::add));
        invoices.forEach(invoice ->
                Optional.ofNullable(invoice.route()).map(Route::configuration).ifPresent(ids::add));
        return ids;
    }
}
