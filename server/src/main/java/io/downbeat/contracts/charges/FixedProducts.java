package io.downbeat.contracts.charges;

import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a fixed charge is charged as from a request: a product without a rate, which must exist. */
public final class FixedProducts {
    private final Pricing pricing;

    FixedProducts(Pricing pricing) {
        this.pricing = pricing;
    }

    /** {@code product_id}, which must be a live FIXED product. */
    public ProductId read(Body body) {
        return read(body, Set.of(ProductType.FIXED), "a FIXED product");
    }

    /**
     * The same, or the product that it has already, whatever became of that since: who changes something else of it does not
     * choose it anew.
     *
     * @param had {@code null} for nothing yet
     */
    public ProductId read(Body body, @Nullable ProductId had) {
        ProductId id = new ProductId(body.uuid("product_id"));
        return id.equals(had) ? id : read(body);
    }

    /** {@code product_id} of a professional service, which must be a live PRO_SERVICE or FIXED product. */
    public ProductId readService(Body body) {
        return read(body, Set.of(ProductType.PRO_SERVICE, ProductType.FIXED), "a PRO_SERVICE or FIXED product");
    }

    private ProductId read(Body body, Set<ProductType> fit, String wanted) {
        ProductId id = new ProductId(body.uuid("product_id"));
        Product product = pricing.product(id).orElseThrow(() -> body.invalid("product_id", "no product has this id"));
        if (!fit.contains(product.type())) {
            throw body.invalid("product_id", "must be " + wanted + "; this one is " + product.type());
        }
        if (product.archivedAt() != null) {
            throw body.invalid("product_id", "this product is archived");
        }
        return id;
    }
}
