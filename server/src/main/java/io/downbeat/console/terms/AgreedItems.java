package io.downbeat.console.terms;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.pricing.products.ProductId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All kinds of terms in words. */
public final class AgreedItems {
    /** In the order in which a page shows them. */
    private static final List<AgreedTerms> KINDS = List.of(
            new HierarchyItems(),
            new SubscriptionItems(),
            new DiscountItems(),
            new ServiceItems(),
            new FilterItems(),
            new RoyaltyItems(),
            new SpendTrackerItems(),
            new ThresholdItems());

    private AgreedItems() {}

    /** The products that {@link #of} will call by name. */
    public static Set<ProductId> products(ContractTerms terms) {
        Set<ProductId> named = new HashSet<>();
        KINDS.forEach(kind -> named.addAll(kind.products(terms)));
        return named;
    }

    public static List<AgreedItem> of(ContractTerms terms, AgreedTerms.Names names) {
        return KINDS.stream().flatMap(kind -> kind.items(terms, names).stream()).toList();
    }
}
