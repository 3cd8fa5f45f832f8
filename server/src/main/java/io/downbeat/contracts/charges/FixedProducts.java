package io.downbeat.contracts.charges;

import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductType;

/** Reads what a fixed charge is charged as from a request: a product of type FIXED, which must exist. */
public final class FixedProducts {
    private final Pricing pricing;

    FixedProducts(Pricing pricing) {
        this.pricing = pricing;
    }

    /** {@code product_id}, which must be a live FIXED product. */
    public ProductId read(Body body) {
        ProductId id = new ProductId(body.uuid("product_id"));
        Product product = pricing.product(id).orElseThrow(() -> body.invalid("product_id", "no product has this id"));
        if (product.type() != ProductType.FIXED) {
            throw body.invalid("product_id", "must be a FIXED product; this one is " + product.type());
        }
        if (product.archivedAt() != null) {
            throw body.invalid("product_id", "this product is archived");
        }
        return id;
    }
}
