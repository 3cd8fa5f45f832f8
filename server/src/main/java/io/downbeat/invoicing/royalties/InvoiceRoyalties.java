package io.downbeat.invoicing.royalties;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.royalties.ResellerRoyalty;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which royalty an invoice names: the one of its contract that is in force at its end, of several the one that starts last.
 * Those of professional services stand on invoices of professional services, the others on all else, and on those as well
 * where there is no other.
 */
public final class InvoiceRoyalties {
    private final InvoiceRoyaltyStore store;
    private final Pricing pricing;

    InvoiceRoyalties(InvoiceRoyaltyStore store, Pricing pricing) {
        this.store = store;
        this.pricing = pricing;
    }

    /**
     * The royalties of invoices that have one: of a draft by the terms as they stand, of all others as it was frozen.
     *
     * @param terms of the invoices' contracts
     * @param isFrozen whether it was kept for the invoice
     */
    public Map<InvoiceId, InvoiceRoyalty> of(
            Collection<Invoice> invoices, Map<ContractId, ContractTerms> terms, Predicate<Invoice> isFrozen) {
        List<Invoice> named = invoices.stream()
                .filter(invoice -> Optional.ofNullable(terms.get(invoice.contract()))
                        .filter(its -> !its.get(ResellerRoyalty.KIND).isEmpty())
                        .isPresent())
                .toList();
        if (named.isEmpty()) {
            return Map.of();
        }
        Map<InvoiceId, InvoiceRoyalty> found = new HashMap<>(
                store.of(named.stream().filter(isFrozen).map(Invoice::ref).toList()));
        found.putAll(byTerms(named.stream().filter(isFrozen.negate()).toList(), terms));
        return found;
    }

    /** Keeps the royalties of invoices that the running transaction finalizes; their rows are drafts still. */
    public void freeze(Collection<Invoice> invoices, Map<ContractId, ContractTerms> terms) {
        Map<InvoiceId, InvoiceRoyalty> named = byTerms(invoices, terms);
        for (Invoice invoice : invoices) {
            InvoiceRoyalty royalty = named.get(invoice.id());
            if (royalty != null) {
                store.add(invoice.ref(), royalty);
            }
        }
    }

    private Map<InvoiceId, InvoiceRoyalty> byTerms(Collection<Invoice> invoices, Map<ContractId, ContractTerms> terms) {
        Map<Invoice, ResellerRoyalty> inForce = new HashMap<>();
        for (Invoice invoice : invoices) {
            Optional.ofNullable(terms.get(invoice.contract()))
                    .flatMap(its -> inForce(its.get(ResellerRoyalty.KIND), invoice))
                    .ifPresent(royalty -> inForce.put(invoice, royalty));
        }
        Map<ProductId, Product> products = tagged(inForce);
        Map<InvoiceId, InvoiceRoyalty> found = new HashMap<>();
        inForce.forEach((invoice, royalty) -> found.put(
                invoice.id(),
                new InvoiceRoyalty(
                        royalty.type(),
                        royalty.fraction(),
                        royalty.netsuiteResellerId(),
                        royalty.offer(),
                        products(invoice).stream()
                                .filter(id -> royalty.appliesTo().includes(id, products.get(id)))
                                .collect(Collectors.toSet()))));
        return found;
    }

    /** Those whose tags decide; none are read where no royalty asks for tags. */
    private Map<ProductId, Product> tagged(Map<Invoice, ResellerRoyalty> inForce) {
        Set<ProductId> asked = new HashSet<>();
        inForce.forEach((invoice, royalty) -> {
            if (!royalty.appliesTo().tags().isEmpty()) {
                asked.addAll(products(invoice));
            }
        });
        return asked.isEmpty() ? Map.of() : pricing.products(asked);
    }

    private static Set<ProductId> products(Invoice invoice) {
        return invoice.lines().stream().map(line -> line.product().id()).collect(Collectors.toSet());
    }

    static Optional<ResellerRoyalty> inForce(List<ResellerRoyalty> agreed, Invoice invoice) {
        boolean isOfServices = invoice.type() == InvoiceType.PROFESSIONAL_SERVICES;
        List<ResellerRoyalty> all = agreed.stream()
                .filter(royalty -> isOfServices || !royalty.type().isOfServices())
                .filter(royalty -> isInForce(royalty, invoice.moment()))
                .toList();
        List<ResellerRoyalty> own = all.stream()
                .filter(royalty -> royalty.type().isOfServices() == isOfServices)
                .toList();
        // The last of those that start last: max keeps the first of equals, so they are asked from the last one on.
        return (own.isEmpty() ? all : own).reversed().stream().max(Comparator.comparing(ResellerRoyalty::startingAt));
    }

    private static boolean isInForce(ResellerRoyalty royalty, InvoiceMoment moment) {
        return switch (moment) {
            case InvoiceMoment.Interval(var period) -> royalty.isInForceUntil(period.end());
            case InvoiceMoment.Point(var issuedAt) -> royalty.isInForceAt(issuedAt);
        };
    }
}
