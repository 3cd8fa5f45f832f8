package io.downbeat.pricing.products;

import io.downbeat.core.Timeline;
import io.downbeat.platform.http.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Holds composite products to what an invoice can compute: shares of products that exist, and never of themselves. */
final class Compositions {
    private final ProductStore products;

    Compositions(ProductStore products) {
        this.products = products;
    }

    /** @param said what was asked for, so that the refusal names it */
    void refuseUnfit(ProductHistory changed, ObjectNode said) {
        if (changed.type() != ProductType.COMPOSITE) {
            return;
        }
        for (Composition of : compositions(changed)) {
            if (of.products().isEmpty() && of.tags().isEmpty()) {
                throw Refused.invalid("composite_product_ids", "is required of a COMPOSITE product, or composite_tags");
            }
            Map<ProductId, ProductHistory> found = products.find(of.products());
            for (ProductId named : of.products()) {
                ProductHistory component = found.get(named);
                if (component == null || !component.type().isUsage()) {
                    throw Refused.invalid(
                            "composite_product_ids",
                            component == null
                                    ? "no product has the id " + named
                                    : "a " + component.type() + " product has no usage to be a share of: " + named);
                }
            }
        }
        if (reaches(changed, changed, products.holdComposites(), new HashSet<>())) {
            throw Refused.invalid(
                    said.has("composite_tags") ? "composite_tags" : said.has("tags") ? "tags" : "composite_product_ids",
                    "the product would be a share of itself; leave out include_composite_spend, or name products that"
                            + " are no share of it");
        }
    }

    /** Whether spend on one product is spend on the other at some moment, or would be if their terms met. */
    private static boolean reaches(
            ProductHistory from,
            ProductHistory goal,
            Map<ProductId, ProductHistory> composites,
            Set<ProductId> passed) {
        for (ProductHistory next : composites.values()) {
            ProductHistory component = next.id().equals(goal.id()) ? goal : next;
            if (includes(from, component)
                    && (component.equals(goal)
                            || passed.add(component.id()) && reaches(component, goal, composites, passed))) {
                return true;
            }
        }
        return false;
    }

    private static boolean includes(ProductHistory composite, ProductHistory component) {
        Set<String> tags = component.timeline().states().segments().stream()
                .flatMap(state -> state.value().tags().stream())
                .collect(Collectors.toSet());
        return compositions(composite).stream().anyMatch(of -> of.includes(component.id(), tags, true));
    }

    private static List<Composition> compositions(ProductHistory composite) {
        return composite.timeline().states().segments().stream()
                .map(Timeline.Segment::value)
                .map(Product::composition)
                .filter(java.util.Objects::nonNull)
                .toList();
    }
}
