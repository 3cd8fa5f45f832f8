package io.downbeat.pricing;

import io.downbeat.core.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A product with everything that was ever said about it.
 *
 * <p>At any moment, each field is what the update created last among those in force then says of it. An update that was
 * created later wins even over one that starts later: it is the newer word.
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
    Timeline<Product> timeline() {
        Map<Instant, Product> products = new HashMap<>();
        products.put(ALWAYS, productAt(ALWAYS));
        updates().forEach(update -> {
            Instant start = Objects.requireNonNull(update.startingAt(), "only the creation has no start");
            products.put(start, productAt(start));
        });
        return Timeline.of(products);
    }

    /** Every pricing group key in force at some moment of {@code [from, until)}; {@code null} for no end. */
    Set<Set<String>> pricingGroupKeys(Instant from, @Nullable Instant until) {
        Set<Set<String>> keys = new LinkedHashSet<>();
        for (Timeline.Segment<Product> segment : timeline().segments()) {
            boolean startsBefore = until == null || segment.from().isBefore(until);
            boolean endsAfter = segment.until() == null || segment.until().isAfter(from);
            if (startsBefore && endsAfter) {
                keys.add(new HashSet<>(segment.value().pricingGroupKey()));
            }
        }
        return keys;
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
