package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What other features ask about products, rate cards and prices. */
public final class Pricing {
    public Optional<RateCard> rateCard(RateCardId id) {
        throw new UnsupportedOperationException("in progress");
    }

    public Optional<RateCardId> rateCardByAlias(String alias, Instant at) {
        throw new UnsupportedOperationException("in progress");
    }

    public Optional<Product> product(ProductId id) {
        throw new UnsupportedOperationException("in progress");
    }

    public Map<ProductId, Product> products(Collection<ProductId> ids) {
        throw new UnsupportedOperationException("in progress");
    }

    public PriceBook priceBook(RateCardId id) {
        throw new UnsupportedOperationException("in progress");
    }

    public Map<RateCardId, PriceBook> priceBooks(Collection<RateCardId> ids) {
        throw new UnsupportedOperationException("in progress");
    }

    public Optional<CreditType> creditType(UUID id) {
        throw new UnsupportedOperationException("in progress");
    }
}
