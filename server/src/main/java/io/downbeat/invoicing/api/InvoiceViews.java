package io.downbeat.invoicing.api;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.contracts.references.SalesReferences;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.fields.NamedFields;
import io.downbeat.invoicing.lifecycle.ConsolidationStore;
import io.downbeat.invoicing.royalties.InvoiceRoyalties;
import io.downbeat.invoicing.royalties.InvoiceRoyalty;
import io.downbeat.rating.InvoiceLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Invoices as the API shows them, with what stands around them, in a handful of statements for any number. */
final class InvoiceViews {
    private static final InvoiceView.Around NOTHING = new InvoiceView.Around(Map.of(), Map.of(), null, false);

    private final InvoiceStore store;
    private final Contracts contracts;
    private final Customers customers;
    private final ConsolidationStore consolidations;
    private final InvoiceRoyalties royalties;
    private final NamedFields fields;
    private final ListPrices prices;

    InvoiceViews(
            InvoiceStore store,
            Contracts contracts,
            Customers customers,
            ConsolidationStore consolidations,
            InvoiceRoyalties royalties,
            NamedFields fields,
            ListPrices prices) {
        this.prices = prices;
        this.consolidations = consolidations;
        this.royalties = royalties;
        this.fields = fields;
        this.store = store;
        this.contracts = contracts;
        this.customers = customers;
    }

    List<InvoiceView> of(List<Invoice> invoices, LinesWanted wanted) {
        return views(invoices, around(invoices, wanted));
    }

    /** Of invoices that nothing is kept of: what others have frozen is by the terms as they stand. */
    List<InvoiceView> ofPreviewed(List<Invoice> invoices) {
        return views(invoices, around(invoices, LinesWanted.ALL, _ -> false));
    }

    private static List<InvoiceView> views(List<Invoice> invoices, Map<InvoiceId, InvoiceView.Around> around) {
        return invoices.stream()
                .map(invoice -> InvoiceView.of(invoice, around.getOrDefault(invoice.id(), NOTHING)))
                .toList();
    }

    Map<InvoiceId, InvoiceView.Around> around(List<Invoice> invoices, LinesWanted wanted) {
        return around(invoices, wanted, invoice -> invoice.finalizedAt() != null);
    }

    private Map<InvoiceId, InvoiceView.Around> around(
            List<Invoice> invoices, LinesWanted wanted, Predicate<Invoice> isFrozen) {
        if (invoices.isEmpty()) {
            return Map.of();
        }
        Map<ContractId, ContractTerms> terms =
                contracts.terms(invoices.stream().map(Invoice::contractRef).collect(Collectors.toSet()));
        Map<CustomerId, Customer> owners =
                customers.findAll(invoices.stream().map(Invoice::customer).collect(Collectors.toSet()));
        Map<InvoiceId, ExternalInvoice> external =
                store.external(invoices.stream().map(Invoice::ref).toList());
        List<Invoice.Ref> consolidated = invoices.stream()
                .filter(invoice -> invoice.type() == InvoiceType.USAGE_CONSOLIDATED)
                .map(Invoice::ref)
                .toList();
        Map<InvoiceId, List<ConsolidationStore.Constituent>> constituents =
                consolidated.isEmpty() ? Map.of() : consolidations.constituents(consolidated);
        Map<UUID, ConsolidationStore.Origin> origins =
                consolidated.isEmpty() ? Map.of() : consolidations.origins(consolidated);
        Map<InvoiceId, InvoiceRoyalty> named = royalties.of(invoices, terms, isFrozen);
        Map<UUID, Invoice.Ref> copied = new HashMap<>();
        origins.forEach((line, origin) -> copied.put(
                line,
                new Invoice.Ref(origin.of().contract().customer(), origin.of().invoice())));
        Map<InvoiceId, NamedFields.OfLines> namedFields = fields.of(invoices, copied, terms, isFrozen);
        Optional<ListPrices.Known> listed = listed(wanted, terms, origins);
        Map<InvoiceId, InvoiceView.Around> around = new HashMap<>();
        for (Invoice invoice : invoices) {
            around.put(
                    invoice.id(),
                    new InvoiceView.Around(
                            Optional.ofNullable(terms.get(invoice.contract()))
                                    .map(ContractTerms::contract)
                                    .map(Contract::customFields)
                                    .orElse(Map.of()),
                            Optional.ofNullable(owners.get(invoice.customer()))
                                    .map(Customer::customFields)
                                    .orElse(Map.of()),
                            external.get(invoice.id()),
                            wanted.withoutZeroQuantities(),
                            hierarchy(terms.get(invoice.contract()), constituents.get(invoice.id())),
                            origins,
                            named.get(invoice.id()),
                            namedFields.getOrDefault(invoice.id(), NamedFields.OfLines.NONE),
                            Optional.ofNullable(terms.get(invoice.contract()))
                                    .map(of -> of.get(SalesReferences.KIND))
                                    .orElse(SalesReferences.NONE),
                            line -> listed.flatMap(prices -> prices.of(whose(invoice, line, origins), line))));
        }
        return around;
    }

    private Optional<ListPrices.Known> listed(
            LinesWanted wanted, Map<ContractId, ContractTerms> terms, Map<UUID, ConsolidationStore.Origin> origins) {
        return wanted.withListPrices()
                ? Optional.of(prices.of(
                        terms,
                        origins.values().stream()
                                .map(origin -> origin.of().contract())
                                .collect(Collectors.toSet())))
                : Optional.empty();
    }

    /** The contract that priced a line: on a consolidated invoice the one whose invoice it is copied from. */
    private static ContractId whose(Invoice invoice, InvoiceLine line, Map<UUID, ConsolidationStore.Origin> origins) {
        ConsolidationStore.Origin copied = origins.get(line.id().value());
        return copied == null ? invoice.contract() : copied.of().contract().contract();
    }

    private static InvoiceView.Hierarchy hierarchy(
            @Nullable ContractTerms terms, @Nullable List<ConsolidationStore.Constituent> constituents) {
        return new InvoiceView.Hierarchy(
                terms == null || !Families.isPaidByParent(terms)
                        ? null
                        : InvoiceView.Hierarchy.Payer.of(Families.payer(terms)),
                constituents == null
                        ? null
                        : constituents.stream()
                                .map(InvoiceView.Hierarchy.Constituent::of)
                                .toList());
    }
}
