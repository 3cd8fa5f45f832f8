package io.downbeat.pricing.products;

import io.downbeat.core.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A product with its creation and every update of it, as they were requested.
 *
 * <p>At any moment, each field has the value of the update that was created last among those that are in force then and
 * mention the field. An update that was created later wins even over one that starts later.
 *
 * @param states in order of creation, the first being the product's creation
 */
record ProductHistory(
        ProductId id,
        ProductType type,
        List<ProductState> states,
        Map<String, String> customFields,
        @Nullable Instant archivedAt) {
    /** Before any update: earlier than whatever a request can name. */
    private static final Instant ALWAYS = Instant.MIN;

    ProductHistory {
        states = List.copyOf(states);
        if (states.isEmpty() || states.getFirst().startingAt() != null) {
            throw new IllegalArgumentException("a product begins with its creation: " + id);
        }
    }

    ProductState initial() {
        return states.getFirst();
    }

    List<ProductState> updates() {
        return states.subList(1, states.size());
    }

    ProductState at(Instant moment) {
        ProductState folded = initial();
        for (ProductState update : updates()) {
            if (update.inForceAt(moment)) {
                folded = update.over(folded);
            }
        }
        return folded;
    }

    Product productAt(Instant moment) {
        ProductTerms terms = at(moment).read();
        return new Product(
                id,
                Objects.requireNonNull(terms.name(), "every product is created with a name"),
                type,
                terms.metric(),
                type == ProductType.COMPOSITE ? terms.composition() : null,
                listed(terms.pricingGroupKey()),
                listed(terms.presentationGroupKey()),
                terms.quantityConversion(),
                terms.quantityRounding(),
                listed(terms.tags()),
                customFields,
                terms.netsuiteInternalItemId(),
                archivedAt);
    }

    /** The product over time, changing wherever an update starts. */
    ProductTimeline timeline() {
        Map<Instant, Product> products = new HashMap<>();
        products.put(ALWAYS, productAt(ALWAYS));
        updates().forEach(update -> {
            Instant start = Objects.requireNonNull(update.startingAt(), "only the creation has no start");
            products.put(start, productAt(start));
        });
        return new ProductTimeline(id, Timeline.of(products));
    }

    ProductHistory with(ProductState update) {
        List<ProductState> more = new ArrayList<>(states);
        more.add(update);
        return new ProductHistory(id, type, more, customFields, archivedAt);
    }

    private static List<String> listed(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
