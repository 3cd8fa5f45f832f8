package io.downbeat.invoicing.fields;

import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.LineId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The custom fields of what the lines of invoices name: of a draft as they are, of all others as they were when the invoice was
 * finalized. A line of a consolidated invoice has those of the line that it is the copy of.
 */
public final class NamedFields {

    /**
     * Those of one invoice.
     *
     * @param own by what has them
     * @param copied the same by line, of lines that are copies
     */
    public record OfLines(Map<UUID, Map<String, String>> own, Map<UUID, Map<UUID, Map<String, String>>> copied) {
        public static final OfLines NONE = new OfLines(Map.of(), Map.of());

        /** {@code null} if there are none. */
        public @Nullable Map<String, String> of(LineId line, UUID named) {
            return copied.getOrDefault(line.value(), own).get(named);
        }
    }

    private final NamedFieldsStore store;
    private final Pricing pricing;
    private final Balances balances;

    NamedFields(NamedFieldsStore store, Pricing pricing, Balances balances) {
        this.store = store;
        this.pricing = pricing;
        this.balances = balances;
    }

    /**
     * @param copies which invoice a line is copied from, by the line
     * @param terms of the invoices' contracts
     * @param isFrozen whether they were kept for the invoice
     */
    public Map<InvoiceId, OfLines> of(
            Collection<Invoice> invoices,
            Map<UUID, Invoice.Ref> copies,
            Map<ContractId, ContractTerms> terms,
            Predicate<Invoice> isFrozen) {
        Map<InvoiceId, Map<UUID, Map<String, String>>> frozen =
                store.of(Stream.concat(invoices.stream().filter(isFrozen).map(Invoice::ref), copies.values().stream())
                        .distinct()
                        .toList());
        Map<UUID, Map<String, String>> now =
                now(invoices.stream().filter(isFrozen.negate()).toList(), terms);
        Map<UUID, Map<UUID, Map<String, String>>> copied = new HashMap<>();
        copies.forEach((line, from) -> copied.put(line, frozen.getOrDefault(from.invoice(), Map.of())));
        Map<InvoiceId, OfLines> found = new HashMap<>();
        for (Invoice invoice : invoices) {
            found.put(
                    invoice.id(),
                    new OfLines(
                            isFrozen.test(invoice) ? frozen.getOrDefault(invoice.id(), Map.of()) : now,
                            invoice.type() == InvoiceType.USAGE_CONSOLIDATED ? copied : Map.of()));
        }
        return found;
    }

    /**
     * Keeps those of invoices that the running transaction finalizes; their rows are drafts still. What stands on a
     * consolidated invoice was kept with the one that it is copied from.
     */
    public void freeze(Collection<Invoice> invoices, Map<ContractId, ContractTerms> terms) {
        List<Invoice> own = invoices.stream()
                .filter(invoice -> invoice.type() != InvoiceType.USAGE_CONSOLIDATED)
                .toList();
        Map<UUID, Map<String, String>> now = now(own, terms);
        Map<Invoice.Ref, Map<UUID, Map<String, String>>> kept = new HashMap<>();
        for (Invoice invoice : own) {
            Map<UUID, Map<String, String>> its = new HashMap<>();
            named(invoice).filter(now::containsKey).forEach(id -> its.put(id, Objects.requireNonNull(now.get(id))));
            kept.put(invoice.ref(), its);
        }
        store.add(kept);
    }

    public static @Nullable UUID product(InvoiceLine line) {
        ProductId product = line.product().id();
        return product == null ? null : product.value();
    }

    /** The commit or credit that pays a line, or that it pays for. */
    public static @Nullable UUID commit(InvoiceLine line) {
        if (line.source() instanceof InvoiceLine.CommitPurchase purchase) {
            return purchase.commit().value();
        }
        InvoiceLine.PaidBy paidBy = line.paidBy();
        return paidBy == null ? null : paidBy.balance().value();
    }

    private static Stream<UUID> named(Invoice invoice) {
        return invoice.lines().stream()
                .flatMap(line -> Stream.of(
                        Optional.ofNullable(product(line)), Optional.ofNullable(commit(line)), term(line.source())))
                .flatMap(Optional::stream)
                .distinct();
    }

    private static Optional<UUID> term(InvoiceLine.Source source) {
        return switch (source) {
            case InvoiceLine.Scheduled of -> Optional.of(of.charge());
            case InvoiceLine.Discount of -> Optional.of(of.discount());
            case InvoiceLine.ProfessionalService of -> Optional.of(of.service().value());
            case InvoiceLine.Subscribed of -> Optional.of(of.subscription().value());
            case InvoiceLine.CommitPurchase _, InvoiceLine.Accrued _, InvoiceLine.Applied _ -> Optional.empty();
        };
    }

    /** The fields of everything that the invoices name and that has any, as they are now. */
    private Map<UUID, Map<String, String>> now(Collection<Invoice> invoices, Map<ContractId, ContractTerms> terms) {
        Set<ProductId> products = new HashSet<>();
        Set<BalanceId> commits = new HashSet<>();
        invoices.stream().flatMap(invoice -> invoice.lines().stream()).forEach(line -> {
            Optional.ofNullable(line.product().id()).ifPresent(products::add);
            Optional.ofNullable(commit(line)).map(BalanceId::new).ifPresent(commits::add);
        });
        Map<UUID, Map<String, String>> found = new HashMap<>();
        if (!products.isEmpty()) {
            pricing.products(products)
                    .values()
                    .forEach(one -> found.put(one.id().value(), one.customFields()));
        }
        balances.customFields(commits).forEach((id, fields) -> found.put(id.value(), fields));
        invoices.stream()
                .flatMap(invoice -> Optional.ofNullable(terms.get(invoice.contract())).stream())
                .distinct()
                .forEach(its -> {
                    its.charges().forEach(one -> found.put(one.id(), one.customFields()));
                    its.get(Discount.KIND).forEach(one -> found.put(one.id(), one.customFields()));
                    its.get(Subscription.KIND).forEach(one -> found.put(one.id().value(), one.customFields()));
                    its.get(ProfessionalService.KIND)
                            .forEach(one -> found.put(one.id().value(), one.customFields()));
                });
        found.values().removeIf(Map::isEmpty);
        return found;
    }
}
