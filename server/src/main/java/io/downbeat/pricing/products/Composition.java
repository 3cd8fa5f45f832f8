package io.downbeat.pricing.products;

import java.util.Set;

/**
 * What a COMPOSITE product is a share of: the spend on the products that it names and on those that have any of its tags.
 *
 * @param excludesFreeUsage as it was asked for; usage whose price is 0 adds nothing to a sum of spend either way
 * @param includesComposites whether spend on other composite products counts as well
 */
public record Composition(
        Set<ProductId> products, Set<String> tags, boolean excludesFreeUsage, boolean includesComposites) {
    public Composition {
        products = Set.copyOf(products);
        tags = Set.copyOf(tags);
    }

    /** Whether spend on a product counts. */
    public boolean includes(ProductId product, Set<String> itsTags, boolean isComposite) {
        return (includesComposites || !isComposite)
                && (products.contains(product) || tags.stream().anyMatch(itsTags::contains));
    }
}
