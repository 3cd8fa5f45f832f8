package io.downbeat.pricing.products;

import io.downbeat.core.Timeline;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.usage.Usage;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.node.ObjectNode;

/** Creates, updates and archives products. */
public final class ManageProducts {
    private final Transactions transactions;
    private final ProductStore products;
    private final Usage usage;
    private final Compositions compositions;
    private final CustomFields fields;
    private final Ids ids;
    private final ApplicationEventPublisher facts;
    private final InstantSource clock;

    ManageProducts(
            Transactions transactions,
            ProductStore products,
            Usage usage,
            CustomFields fields,
            Ids ids,
            ApplicationEventPublisher facts,
            InstantSource clock) {
        this.transactions = transactions;
        this.products = products;
        this.usage = usage;
        this.compositions = new Compositions(products);
        this.fields = fields;
        this.ids = ids;
        this.facts = facts;
        this.clock = clock;
    }

    /** As {@code POST /v1/contract-pricing/products/create} takes it. */
    public ProductId create(Body body) {
        ProductRequest.knowsOnly(body, "type", "custom_fields");
        ProductType type = ProductRequest.type(body);
        body.text("name");
        if (type == ProductType.USAGE) {
            body.uuid("billable_metric_id");
        }
        return create(type, fields.read(body, CustomFieldEntity.CONTRACT_PRODUCT), ProductRequest.terms(body, type));
    }

    private ProductId create(ProductType type, Map<String, String> customFields, ObjectNode terms) {
        ProductId id = new ProductId(ids.next());
        ProductState initial = new ProductState(clock.instant(), null, terms);
        transactions.run(() -> {
            products.create(id, type, customFields, initial);
            refuseUndeclaredKeys(find(id), terms);
            compositions.refuseUnfit(find(id), terms);
            transactions.publish(
                    Change.of("create_product", "product", id).to(Map.of("type", type.name(), "terms", terms)));
        });
        return id;
    }

    /** Changes what the terms mention, from the start on. */
    void update(ProductId id, Instant startingAt, ObjectNode terms) {
        transactions.run(() -> {
            products.lock(id);
            ProductState update = new ProductState(clock.instant(), startingAt, terms);
            ProductHistory changed = find(id).with(update);
            products.add(id, update);
            refuseUndeclaredKeys(changed, terms);
            compositions.refuseUnfit(changed, terms);
            facts.publishEvent(new ProductChanged(changed.timeline()));
            transactions.publish(
                    Change.of("update_product", "product", id).to(Map.of("starting_at", startingAt, "terms", terms)));
        });
    }

    /** Archiving again is no change: the first moment stays. */
    void archive(ProductId id) {
        transactions.run(() -> {
            boolean wasLive = find(id).archivedAt() == null;
            products.archive(id, clock.instant());
            facts.publishEvent(new ProductChanged(find(id).timeline()));
            if (wasLive) {
                transactions.publish(Change.of("archive_product", "product", id));
            }
        });
    }

    ProductHistory find(ProductId id) {
        return products.find(id).orElseThrow(() -> Refused.notFound("no such product: " + id));
    }

    /**
     * Usage is kept apart by the group keys its metric declares, each as one compound key. All keys of a product must
     * lie inside one of them, or its usage could not be read by group and its invoices not be computed.
     */
    private void refuseUndeclaredKeys(ProductHistory changed, ObjectNode said) {
        for (Timeline.Segment<Product> segment : changed.timeline().states().segments()) {
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
                        "the billable metric " + metric(product) + " has no group key with all of " + names
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
}
