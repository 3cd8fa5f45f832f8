package io.downbeat.console.terms;

import io.downbeat.console.words.Figures;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.royalties.ResellerRoyalty;
import io.downbeat.pricing.products.ProductId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What resellers keep of what is billed. */
final class RoyaltyItems implements AgreedTerms {
    @Override
    public Set<ProductId> products(ContractTerms terms) {
        Set<ProductId> named = new HashSet<>();
        terms.get(ResellerRoyalty.KIND)
                .forEach(royalty -> named.addAll(royalty.appliesTo().ids()));
        return named;
    }

    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        return terms.get(ResellerRoyalty.KIND).stream()
                .map(royalty -> new AgreedItem(
                        "Reseller royalty",
                        "a reseller keeps "
                                + Figures.quantity(royalty.fraction().movePointRight(2)) + "% of "
                                + of(royalty.appliesTo(), names),
                        AgreedTerms.days(royalty.startingAt(), royalty.endingBefore())))
                .toList();
    }

    private static String of(ResellerRoyalty.Products applies, Names names) {
        if (!applies.ids().isEmpty()) {
            return applies.ids().stream().map(id -> names.product(id)).sorted().collect(Collectors.joining(", "));
        }
        return applies.tags().isEmpty() ? "what is billed" : "what is tagged " + String.join(" or ", applies.tags());
    }
}
