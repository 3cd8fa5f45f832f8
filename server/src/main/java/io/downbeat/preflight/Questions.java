package io.downbeat.preflight;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.core.CreditType;
import io.downbeat.outbound.Preflight;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.prices.ContractPrices;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an adapter has to know about a contract to say whether its invoices would get through. */
final class Questions {
    private final Pricing pricing;

    Questions(Pricing pricing) {
        this.pricing = pricing;
    }

    /** @param moment of whose service period the products are; later than the contract's end, only its charges count */
    Preflight about(ContractTerms terms, ProviderConfiguration configuration, Instant moment) {
        PriceBook book = book(terms.contract().rateCard());
        return new Preflight(configuration, currency(terms, book), products(terms, book, moment));
    }

    private @Nullable PriceBook book(@Nullable RateCardId card) {
        return card == null ? null : pricing.priceBooks(List.of(card)).get(card);
    }

    private static @Nullable CreditType currency(ContractTerms terms, @Nullable PriceBook book) {
        if (book != null) {
            return book.currency();
        }
        // Without a rate card nothing but its scheduled charges is billed.
        return live(terms).map(ScheduledCharge::currency).findFirst().orElse(null);
    }

    private List<Product> products(ContractTerms terms, @Nullable PriceBook book, Instant moment) {
        Set<ProductId> ids = new LinkedHashSet<>();
        live(terms).map(ScheduledCharge::product).forEach(ids::add);
        terms.get(Discount.KIND).stream().map(Discount::product).forEach(ids::add);
        if (book != null) {
            terms.contract()
                    .periods()
                    .containing(moment)
                    .ifPresent(period -> ContractPrices.intervals(book, terms, period, false).stream()
                            .map(interval -> interval.term().product().id())
                            .forEach(ids::add));
        }
        return ids.isEmpty()
                ? List.of()
                : pricing.products(ids).values().stream()
                        .sorted(Comparator.comparing(Product::name)
                                .thenComparing(product -> product.id().value()))
                        .toList();
    }

    private static Stream<ScheduledCharge> live(ContractTerms terms) {
        return terms.charges().stream().filter(charge -> charge.archivedAt() == null);
    }
}
