package io.downbeat.balances;

import io.downbeat.pricing.products.ProductId;
import java.util.List;
import java.util.Set;

/** Which usage a balance can pay. Scheduled charges, commit payments and true-ups are never paid by one. */
public sealed interface AppliesTo {

    /** All usage, subscription and composite lines. */
    record Everything() implements AppliesTo {
        @Override
        public boolean includes(BilledUse use) {
            return true;
        }

        @Override
        public boolean namesTags() {
            return false;
        }
    }

    /** {@code applicable_product_ids} and {@code applicable_product_tags}: any of them is enough. */
    record Products(Set<ProductId> products, Set<String> tags) implements AppliesTo {
        public Products {
            products = Set.copyOf(products);
            tags = Set.copyOf(tags);
            if (products.isEmpty() && tags.isEmpty()) {
                throw new IllegalArgumentException("what names no product and no tag applies to everything");
            }
        }

        @Override
        public boolean includes(BilledUse use) {
            return products.contains(use.product()) || tags.stream().anyMatch(use.tags()::contains);
        }

        @Override
        public boolean namesTags() {
            return !tags.isEmpty();
        }
    }

    /** {@code specifiers}: any of them is enough. */
    record Specifiers(List<Specifier> anyOf) implements AppliesTo {
        public Specifiers {
            anyOf = List.copyOf(anyOf);
            if (anyOf.isEmpty()) {
                throw new IllegalArgumentException("what has no specifier applies to everything");
            }
        }

        @Override
        public boolean includes(BilledUse use) {
            return anyOf.stream().anyMatch(specifier -> specifier.matches(use));
        }

        @Override
        public boolean mayInclude(BilledUse use) {
            return anyOf.stream().anyMatch(specifier -> specifier.mayMatch(use));
        }

        @Override
        public boolean namesTags() {
            return anyOf.stream().anyMatch(specifier -> !specifier.tags().isEmpty());
        }
    }

    boolean includes(BilledUse use);

    /** Whether it includes the use for some presentation group values. */
    default boolean mayInclude(BilledUse use) {
        return includes(use);
    }

    /** Whether a change of a product's tags can change what it includes. */
    boolean namesTags();
}
