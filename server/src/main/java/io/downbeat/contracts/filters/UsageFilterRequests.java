package io.downbeat.contracts.filters;

import io.downbeat.contracts.Contract;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductType;
import io.downbeat.usage.Usage;
import io.downbeat.usage.UsageFilter;
import io.downbeat.usage.metrics.BillableMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads filters from requests. */
final class UsageFilterRequests {
    private static final int MOST_VALUES = 1_000;
    private static final int LONGEST_VALUE = 4_096;

    private final Pricing pricing;
    private final Usage usage;

    UsageFilterRequests(Pricing pricing, Usage usage) {
        this.pricing = pricing;
        this.usage = usage;
    }

    /**
     * Refuses no value at all, and a key by which the usage of some product of the contract's rate card is not told apart:
     * none of that product would be billed.
     *
     * @param from where the filter starts
     */
    UsageFilter read(Body body, Contract contract, Instant from) {
        String key = body.text("group_key", 1, 1_000);
        List<String> values = body.optionalTexts("group_values", MOST_VALUES, 1, LONGEST_VALUE)
                .orElse(List.of());
        if (values.isEmpty()) {
            throw body.invalid("group_values", "must name at least one value");
        }
        Set<Product> products = usageProducts(contract, from);
        if (products.stream().noneMatch(product -> isToldApartBy(product, Set.of(key)))) {
            throw body.invalid("group_key", "no metric of the rate card is grouped by it");
        }
        products.forEach(product -> requireToldApart(product, key, body));
        return new UsageFilter(key, new LinkedHashSet<>(values));
    }

    private Set<Product> usageProducts(Contract contract, Instant from) {
        Set<Product> products = new LinkedHashSet<>();
        Optional.ofNullable(contract.rateCard())
                .ifPresent(card -> pricing.priceBook(card).productsFrom(from).stream()
                        .filter(product -> product.type() == ProductType.USAGE)
                        .forEach(products::add));
        return products;
    }

    private void requireToldApart(Product product, String key, Body body) {
        if (!isToldApartBy(product, Set.of(key))) {
            throw body.invalid(
                    "group_key",
                    "the metric of the product " + product.name()
                            + " is not grouped by it; use a rate card whose metrics all are");
        }
        Set<String> all = new LinkedHashSet<>(
                Stream.concat(product.pricingGroupKey().stream(), product.presentationGroupKey().stream())
                        .toList());
        all.add(key);
        if (!isToldApartBy(product, all)) {
            throw body.invalid(
                    "group_key",
                    "the metric of the product " + product.name() + " needs a group key with all of "
                            + String.join(", ", all));
        }
    }

    private boolean isToldApartBy(Product product, Set<String> key) {
        return Optional.ofNullable(product.billableMetricId())
                .flatMap(usage::metric)
                .filter((BillableMetric metric) -> metric.tellsApartBy(new ArrayList<>(key)))
                .isPresent();
    }
}
