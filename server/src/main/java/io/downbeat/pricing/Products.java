package io.downbeat.pricing;

import io.downbeat.core.Timeline;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.usage.Usage;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What can be done to a product. */
final class Products {
    private final Transactions transactions;
    private final ProductStore products;
    private final RateStore rates;
    private final RateCardStore cards;
    private final Usage usage;
    private final Ids ids;
    private final InstantSource clock;

    Products(
            Transactions transactions,
            ProductStore products,
            RateStore rates,
            RateCardStore cards,
            Usage usage,
            Ids ids,
            InstantSource clock) {
        this.transactions = transactions;
        this.products = products;
        this.rates = rates;
        this.cards = cards;
        this.usage = usage;
        this.ids = ids;
        this.clock = clock;
    }

    ProductId create(ProductType type, Map<String, String> customFields, ObjectNode terms) {
        ProductId id = new ProductId(ids.next());
        ProductState initial = new ProductState(clock.instant(), null, terms);
        transactions.run(() -> {
            products.create(id, type, customFields, initial);
            refuseUndeclaredKeys(find(id), terms);
            transactions.publish(
                    Change.of("create_product", "product", id).to(Map.of("type", type.name(), "terms", terms)));
        });
        return id;
    }

    /** Changes what the terms mention, from the start on; every card that prices the product is read anew. */
    void update(ProductId id, Instant startingAt, ObjectNode terms) {
        transactions.run(() -> {
            products.lock(id);
            ProductState update = new ProductState(clock.instant(), startingAt, terms);
            ProductHistory changed = find(id).with(update);
            refuseStrayingRates(changed);
            products.add(id, update);
            refuseUndeclaredKeys(changed, terms);
            cards.newVersionsWith(id);
            transactions.publish(
                    Change.of("update_product", "product", id).to(Map.of("starting_at", startingAt, "terms", terms)));
        });
    }

    /** Archiving again is no change: the first moment stays. */
    void archive(ProductId id) {
        transactions.run(() -> {
            boolean wasLive = find(id).archivedAt() == null;
            products.archive(id, clock.instant());
            cards.newVersionsWith(id);
            if (wasLive) {
                transactions.publish(Change.of("archive_product", "product", id));
            }
        });
    }

    ProductHistory find(ProductId id) {
        return products.find(id).orElseThrow(() -> Refused.notFound("no such product: " + id));
    }

    /**
     * A rate whose group values no longer fit the product's pricing group key would price nothing from then on, and its
     * usage would silently cost nothing.
     */
    private void refuseStrayingRates(ProductHistory changed) {
        for (RateEntry rate : rates.ofProduct(changed.id())) {
            Set<String> keyed = new HashSet<>(rate.pricingGroupValues().keySet());
            for (Set<String> key : changed.pricingGroupKeys(rate.startingAt(), rate.endingBefore())) {
                if (!key.equals(keyed)) {
                    throw Refused.invalid(
                            "pricing_group_key",
                            "a rate from " + rate.startingAt() + " on is priced by " + sorted(keyed)
                                    + "; add that rate again with an ending_before first, or make a new product");
                }
            }
        }
    }

    /**
     * Usage is kept apart by the group keys its metric declares, each as one compound key. What a product splits by must
     * lie inside one of them, or its invoices could never be worked out.
     */
    private void refuseUndeclaredKeys(ProductHistory changed, ObjectNode said) {
        for (Timeline.Segment<Product> segment : changed.timeline().segments()) {
            Product product = segment.value();
            Set<String> names = new TreeSet<>(product.pricingGroupKey());
            names.addAll(product.presentationGroupKey());
            if (!names.isEmpty() && !tellsApart(metric(product), names)) {
                String field = Stream.of("pricing_group_key", "presentation_group_key")
                        .filter(said::has)
                        .findFirst()
                        .orElse("billable_metric_id");
                throw Refused.invalid(
                        field,
                        "the billable metric " + metric(product) + " has no group key with all of " + sorted(names)
                                + "; pricing_group_key and presentation_group_key together must be inside one");
            }
        }
    }

    private boolean tellsApart(BillableMetricId metric, Set<String> names) {
        return usage.metric(metric)
                .filter(known -> known.tellsApartBy(List.copyOf(names)))
                .isPresent();
    }

    private static BillableMetricId metric(Product product) {
        return Objects.requireNonNull(product.billableMetricId(), "only USAGE products have group keys");
    }

    static String sorted(Set<String> names) {
        return names.stream().sorted().toList().toString();
    }
}
