package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.balances.Specifier;
import io.downbeat.contracts.commits.BilledPayments.Billed;
import io.downbeat.contracts.hierarchy.SharedAccess;
import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Commits and credits as the API shows their terms, in v1 and v2 alike; what is left of them is added by who knows it. */
public final class BalanceViews {

    /** How balances are shown, with what they refer to read once for all of them. */
    @FunctionalInterface
    public interface Shown extends Function<Balance, ObjectNode> {}

    private record Named(UUID id, String name) {
        static Named of(CreditType type) {
            return new Named(type.id(), type.name());
        }
    }

    private record Identified(UUID id) {}

    private record AccessItem(UUID id, BigDecimal amount, Instant startingAt, Instant endingBefore) {
        static AccessItem of(AccessSegment segment) {
            return new AccessItem(segment.id().value(), segment.amount(), segment.startingAt(), segment.endingBefore());
        }
    }

    private record AccessSchedule(Named creditType, List<AccessItem> scheduleItems) {}

    /** @param invoiceId that bills it, or billed it and was voided; {@code null} while none is finalized */
    private record InvoiceItem(
            UUID id,
            Instant timestamp,
            BigDecimal unitPrice,
            BigDecimal quantity,
            BigDecimal amount,
            @Nullable UUID invoiceId) {
        static InvoiceItem of(PaymentItem item, @Nullable Billed billed) {
            return new InvoiceItem(
                    item.id(),
                    item.timestamp(),
                    item.unitPrice(),
                    item.quantity(),
                    item.amount(),
                    billed == null ? null : billed.invoice());
        }
    }

    private record InvoiceSchedule(Named creditType, boolean doNotInvoice, List<InvoiceItem> scheduleItems) {
        static @Nullable InvoiceSchedule of(@Nullable PaymentSchedule payments, Map<UUID, Billed> billed) {
            return payments == null || payments.items().isEmpty()
                    ? null
                    : new InvoiceSchedule(
                            Named.of(payments.currency()),
                            payments.doNotInvoice(),
                            payments.items().stream()
                                    .map(item -> InvoiceItem.of(item, billed.get(item.id())))
                                    .toList());
        }
    }

    private record SpecifierView(
            @Nullable ProductId productId,
            @Nullable List<String> productTags,
            @Nullable Map<String, String> pricingGroupValues,
            @Nullable Map<String, String> presentationGroupValues) {
        static SpecifierView of(Specifier specifier) {
            return new SpecifierView(
                    specifier.product(),
                    sorted(specifier.tags()),
                    specifier.pricingGroupValues().isEmpty() ? null : specifier.pricingGroupValues(),
                    specifier.presentationGroupValues().isEmpty() ? null : specifier.presentationGroupValues());
        }
    }

    /** Whose it is. */
    private record Holder(
            @Nullable Identified contract,
            @Nullable List<UUID> applicableContractIds,
            @Nullable Identified invoiceContract) {
        static Holder of(BalanceScope scope) {
            return switch (scope) {
                case BalanceScope.OfContract of ->
                    new Holder(new Identified(of.contract()), List.of(of.contract()), null);
                case BalanceScope.OfCustomer(Set<UUID> applicable, @Nullable UUID invoice) ->
                    new Holder(
                            null,
                            applicable.isEmpty()
                                    ? null
                                    : applicable.stream().sorted().toList(),
                            invoice == null ? null : new Identified(invoice));
            };
        }
    }

    /** What it pays, in which of the two forms it was agreed. */
    private record Targets(
            @Nullable List<String> applicableProductIds,
            @Nullable List<String> applicableProductTags,
            @Nullable List<SpecifierView> specifiers) {
        static Targets of(AppliesTo appliesTo) {
            return switch (appliesTo) {
                case AppliesTo.Everything _ -> new Targets(null, null, null);
                case AppliesTo.Products(Set<ProductId> products, Set<String> tags) ->
                    new Targets(
                            sorted(products.stream().map(ProductId::toString).collect(Collectors.toSet())),
                            sorted(tags),
                            null);
                case AppliesTo.Specifiers(List<Specifier> anyOf) ->
                    new Targets(
                            null, null, anyOf.stream().map(SpecifierView::of).toList());
            };
        }
    }

    private record Terms(
            @Nullable String name,
            @Nullable String description,
            @Nullable BigDecimal priority,
            String rateType,
            @Nullable BigDecimal rolloverFraction,
            Map<String, String> customFields,
            @Nullable String netsuiteSalesOrderId,
            @Nullable String salesforceOpportunityId) {
        static Terms of(BalanceTerms terms) {
            return new Terms(
                    terms.name(),
                    terms.description(),
                    terms.priority(),
                    terms.rateType().name(),
                    terms.rolloverFraction(),
                    terms.customFields(),
                    terms.sale().netsuiteSalesOrderId(),
                    terms.sale().salesforceOpportunityId());
        }
    }

    private record Head(
            UUID id,
            BalanceType type,
            Named product,
            Instant createdAt,
            @Nullable Instant archivedAt,
            AccessSchedule accessSchedule,
            @Nullable InvoiceSchedule invoiceSchedule,
            @Nullable BigDecimal costBasis) {}

    private final Pricing pricing;
    private final Balances balances;
    private final BilledPayments payments;

    BalanceViews(Pricing pricing, Balances balances, BilledPayments payments) {
        this.pricing = pricing;
        this.balances = balances;
        this.payments = payments;
    }

    /** What the views of several balances refer to. */
    private record Referred(
            Map<ProductId, Product> products, Map<BalanceId, String> uniquenessKeys, Map<UUID, Billed> billed) {}

    /** A way to show any of the balances. */
    public Shown of(Collection<Balance> shown) {
        Set<ProductId> ids =
                shown.stream().map(balance -> balance.terms().product()).collect(Collectors.toSet());
        Referred referred =
                new Referred(ids.isEmpty() ? Map.of() : pricing.products(ids), new HashMap<>(), new HashMap<>());
        // One answer shows balances of one customer, so this is one round.
        shown.stream().collect(Collectors.groupingBy(Balance::customer)).forEach((customer, all) -> {
            referred.uniquenessKeys.putAll(balances.uniquenessKeys(customer, withKeys(all)));
            referred.billed.putAll(payments.of(customer, items(all)));
        });
        return balance -> view(balance, referred);
    }

    /** Balances that a request asked for by themselves; no other can have a key. */
    private static List<BalanceId> withKeys(List<Balance> all) {
        return all.stream()
                .filter(balance -> balance.scope() instanceof BalanceScope.OfCustomer)
                .map(Balance::id)
                .toList();
    }

    private static List<UUID> items(List<Balance> all) {
        return all.stream()
                .flatMap(balance -> Stream.ofNullable(balance.payments()))
                .flatMap(schedule -> schedule.items().stream())
                .map(PaymentItem::id)
                .toList();
    }

    private static ObjectNode view(Balance balance, Referred referred) {
        Product product = referred.products.get(balance.terms().product());
        String key = referred.uniquenessKeys.get(balance.id());
        boolean isCredit = balance.type() == BalanceType.CREDIT;
        UUID recurring = balance.origin().recurring();
        ObjectNode view = tree(new Head(
                balance.id().value(),
                balance.type(),
                new Named(balance.terms().product().value(), product == null ? "" : product.name()),
                balance.createdAt(),
                balance.archivedAt(),
                new AccessSchedule(
                        Named.of(balance.unit()),
                        balance.segments().stream().map(AccessItem::of).toList()),
                InvoiceSchedule.of(balance.payments(), referred.billed),
                isCredit ? null : balance.costBasis()));
        if (recurring != null) {
            view.put(isCredit ? "recurring_credit_id" : "recurring_commit_id", recurring.toString());
        }
        if (key != null) {
            view.put("uniqueness_key", key);
        }
        BalanceOrigin.RolledOver rolledOver = balance.origin().rolledOver();
        if (rolledOver != null) {
            view.putObject("rolled_over_from")
                    .put(isCredit ? "credit_id" : "commit_id", rolledOver.from().toString())
                    .put("contract_id", rolledOver.contract().toString());
        }
        view.setAll(tree(Holder.of(balance.scope())));
        if (balance.scope() instanceof BalanceScope.OfContract of) {
            SharedAccess.show(of.children(), view);
        }
        if (balance.payments() != null && balance.payments().countsAsDiscounted() != null) {
            view.putObject("spend_tracker_attributes")
                    .put("counts_as_discounted", balance.payments().countsAsDiscounted());
        }
        view.setAll(tree(Terms.of(balance.terms())));
        view.setAll(targets(balance.terms().appliesTo()));
        return view;
    }

    /** What it pays, as members of requests and answers. */
    static ObjectNode targets(AppliesTo appliesTo) {
        return tree(Targets.of(appliesTo));
    }

    private static @Nullable List<String> sorted(Set<String> texts) {
        return texts.isEmpty() ? null : texts.stream().sorted().toList();
    }

    private static ObjectNode tree(Object view) {
        return Json.MAPPER.valueToTree(view);
    }
}
