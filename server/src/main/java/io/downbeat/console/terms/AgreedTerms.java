package io.downbeat.console.terms;

import io.downbeat.console.words.Moments;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One kind of terms in words. */
public interface AgreedTerms {
    /** The products that its items name. */
    default Set<ProductId> products(ContractTerms terms) {
        return Set.of();
    }

    /**
     * What items call by name.
     *
     * @param products all that {@link #products} asked for, as far as they exist
     * @param currency that the contract's rate card counts in; US dollars in cents without one
     * @param now of the page
     */
    record Names(Map<ProductId, Product> products, CreditType currency, Instant now) {
        public Names {
            products = Map.copyOf(products);
        }

        /** The product's name, or its id where it is not known any more. */
        String product(ProductId id) {
            Product product = products.get(id);
            return product == null ? "product " + id : product.name();
        }
    }

    List<AgreedItem> items(ContractTerms terms, Names names);

    /** Such as "1 Jan 2025 to 31 Mar 2025": the last day that is meant, not the exclusive end. */
    static String days(Instant from, @Nullable Instant endingBefore) {
        return endingBefore == null
                ? "from " + Moments.day(from)
                : Moments.day(from) + " to " + Moments.day(endingBefore.minusNanos(1));
    }
}
