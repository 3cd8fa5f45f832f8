package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.Products;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What other features ask about products, rate cards and prices. Reads only. */
public final class Pricing {
    private final RateCardStore cards;
    private final Products products;
    private final PriceBooks books;
    private final CustomCreditTypes customCreditTypes;
    private final InstantSource clock;

    Pricing(
            RateCardStore cards,
            Products products,
            PriceBooks books,
            CustomCreditTypes customCreditTypes,
            InstantSource clock) {
        this.cards = cards;
        this.products = products;
        this.books = books;
        this.customCreditTypes = customCreditTypes;
        this.clock = clock;
    }

    public Optional<RateCard> rateCard(RateCardId id) {
        return cards.find(id);
    }

    public Optional<String> rateCardName(RateCardId id) {
        return cards.name(id);
    }

    /**
     * The card that has the alias at a moment. Where several cards have it, the one it was assigned to last; an
     * archived card is not found by its alias.
     */
    public Optional<RateCardId> rateCardByAlias(String alias, Instant at) {
        return cards.byAlias(alias, at);
    }

    /** The product as it stands now. */
    public Optional<Product> product(ProductId id) {
        return Optional.ofNullable(products(List.of(id)).get(id));
    }

    /** The products as they stand now; one that does not exist is not in the answer. */
    public Map<ProductId, Product> products(Collection<ProductId> ids) {
        return products.at(ids, clock.instant());
    }

    /** @throws IllegalArgumentException if there is no such card */
    public PriceBook priceBook(RateCardId id) {
        PriceBook book = priceBooks(List.of(id)).get(id);
        if (book == null) {
            throw new IllegalArgumentException("no such rate card: " + id);
        }
        return book;
    }

    /**
     * The books of the cards as they stand now; a card that does not exist is not in the answer. One small select per
     * call, however many cards and contracts: ask once for a whole batch.
     */
    public Map<RateCardId, PriceBook> priceBooks(Collection<RateCardId> ids) {
        return books.of(ids);
    }

    /** A currency or a custom unit by its id on the wire. */
    public Optional<CreditType> creditType(UUID id) {
        return CreditTypes.find(id).or(() -> customCreditTypes.find(id));
    }
}
