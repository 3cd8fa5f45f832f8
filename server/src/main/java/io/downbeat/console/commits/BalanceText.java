package io.downbeat.console.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Specifier;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.core.Amount;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people call commits and credits, and what they pay for. */
public final class BalanceText {
    private BalanceText() {}

    /** The products that the words of these balances name. */
    public static Set<ProductId> products(Collection<Balance> balances) {
        Set<ProductId> named = new HashSet<>();
        for (Balance balance : balances) {
            named.add(balance.terms().product());
            switch (balance.terms().appliesTo()) {
                case AppliesTo.Everything _ -> {}
                case AppliesTo.Products of -> named.addAll(of.products());
                case AppliesTo.Specifiers of ->
                    of.anyOf().stream()
                            .map(Specifier::product)
                            .filter(Objects::nonNull)
                            .forEach(named::add);
            }
        }
        return named;
    }

    /** @param products by id, at least those of {@link #products} */
    public static String name(Balance balance, Map<ProductId, Product> products) {
        String name = balance.terms().name();
        return name == null ? product(balance.terms().product(), products) : name;
    }

    /** {@code Credit}. */
    public static String kind(BalanceType type) {
        return switch (type) {
            case PREPAID -> "Prepaid commit";
            case POSTPAID -> "Postpaid commit";
            case CREDIT -> "Credit";
        };
    }

    /** {@code 1 Jan to 31 Dec 2025}. */
    public static String when(AccessSegment segment) {
        return Moments.period(new ServicePeriod(segment.startingAt(), segment.endingBefore()));
    }

    public static String amount(Balance balance, BigDecimal amount) {
        return Money.text(new Amount(amount, balance.unit()));
    }

    /** {@code Storage, or what is tagged gpu}. */
    public static String appliesTo(AppliesTo appliesTo, Map<ProductId, Product> products) {
        return switch (appliesTo) {
            case AppliesTo.Everything _ -> "All usage";
            case AppliesTo.Products(Set<ProductId> named, Set<String> tags) -> {
                List<String> any = new ArrayList<>();
                named.stream().map(id -> product(id, products)).sorted().forEach(any::add);
                tags.stream().sorted().map(tag -> "what is tagged " + tag).forEach(any::add);
                yield String.join(", ", any);
            }
            case AppliesTo.Specifiers(List<Specifier> anyOf) ->
                anyOf.stream()
                        .map(one -> use(
                                one.product() == null ? null : product(one.product(), products),
                                one.tags(),
                                one.pricingGroupValues(),
                                one.presentationGroupValues()))
                        .collect(Collectors.joining("; or "));
        };
    }

    /** {@code Storage, tagged gpu, region us-east-1}: all of it has to fit. */
    public static String use(
            @Nullable String product,
            Collection<String> tags,
            Map<String, String> pricingGroupValues,
            Map<String, String> presentationGroupValues) {
        List<String> all = new ArrayList<>();
        all.add(product == null ? "Usage" : product);
        tags.stream().sorted().map(tag -> "tagged " + tag).forEach(all::add);
        Map<String, String> groups = new TreeMap<>(pricingGroupValues);
        groups.putAll(presentationGroupValues);
        groups.forEach((name, value) -> all.add(name + " " + value));
        return String.join(", ", all);
    }

    public static String product(ProductId id, Map<ProductId, Product> products) {
        Product product = products.get(id);
        return product == null ? "a product" : product.name();
    }
}
