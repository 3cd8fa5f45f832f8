package io.downbeat.pricing.products;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What pricing asks about products. */
public final class Products {
    private final ProductStore products;

    Products(ProductStore products) {
        this.products = products;
    }

    /** The products as they stand at the moment; one that does not exist is not in the answer. */
    public Map<ProductId, Product> at(Collection<ProductId> ids, Instant moment) {
        Map<ProductId, Product> found = new HashMap<>();
        products.find(ids).forEach((id, history) -> found.put(id, history.productAt(moment)));
        return found;
    }

    /** The products over time; one that does not exist is not in the answer. */
    public Map<ProductId, ProductTimeline> timelines(Collection<ProductId> ids) {
        Map<ProductId, ProductTimeline> found = new HashMap<>();
        products.find(ids).forEach((id, history) -> found.put(id, history.timeline()));
        return found;
    }

    /**
     * Keeps changes of the products out until the caller's transaction ends, for rates that rely on them as they are;
     * other rates may be added meanwhile.
     */
    public void hold(Collection<ProductId> ids) {
        products.hold(ids);
    }
}
