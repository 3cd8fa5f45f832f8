package io.downbeat.pricing;

import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductTimeline;
import io.downbeat.pricing.products.Products;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The price books that this server has read, each cached under the version of its card.
 *
 * <p>Every use asks the database for the versions, in one select per batch, so that a change made by another server is
 * seen at once; the rates themselves are read only when a version is new.
 */
final class PriceBooks {
    private static final int KEPT = 1_000;

    private record CachedBook(long version, PriceBook book) {}

    private final RateCardStore cards;
    private final RateStore rates;
    private final ProductOrderStore orders;
    private final Products products;
    private final Map<RateCardId, CachedBook> kept = new ConcurrentHashMap<>();

    PriceBooks(RateCardStore cards, RateStore rates, ProductOrderStore orders, Products products) {
        this.cards = cards;
        this.rates = rates;
        this.orders = orders;
        this.products = products;
    }

    /** The books of those cards that exist. */
    Map<RateCardId, PriceBook> of(Collection<RateCardId> ids) {
        // The versions first: rates committed between the two reads are then kept under an older version and read
        // again next time. The other way round, old rates would stay under the new version for good.
        Map<RateCardId, RateCardStore.Version> versions = cards.versions(Set.copyOf(ids));
        Map<RateCardId, PriceBook> books = new HashMap<>();
        Map<RateCardId, RateCardStore.Version> unknown = new HashMap<>();
        versions.forEach((id, version) -> {
            CachedBook known = kept.get(id);
            if (known != null && known.version == version.version()) {
                books.put(id, known.book);
            } else {
                unknown.put(id, version);
            }
        });
        if (!unknown.isEmpty()) {
            books.putAll(read(unknown));
        }
        return books;
    }

    private Map<RateCardId, PriceBook> read(Map<RateCardId, RateCardStore.Version> versions) {
        Map<RateCardId, List<RateEntry>> entries = rates.ofCards(versions.keySet());
        Map<RateCardId, List<ProductId>> placed = orders.of(versions.keySet());
        Map<RateCardId, List<RateCard.Conversion>> conversions = cards.conversions(versions.keySet());
        Set<ProductId> named = new HashSet<>();
        entries.values().forEach(list -> list.forEach(entry -> named.add(entry.product())));
        Map<ProductId, ProductTimeline> histories = products.timelines(named);
        Map<RateCardId, PriceBook> books = new HashMap<>();
        if (kept.size() + versions.size() > KEPT) {
            kept.clear();
        }
        versions.forEach((id, version) -> {
            List<RateEntry> rated = entries.getOrDefault(id, List.of());
            PriceBook book = new PriceBook(
                    version.card(),
                    version.currency(),
                    histories(version.card(), rated, histories),
                    rated,
                    placed.getOrDefault(id, List.of()),
                    conversions.getOrDefault(id, List.of()));
            kept.put(id, new CachedBook(version.version(), book));
            books.put(id, book);
        });
        return books;
    }

    private static Map<ProductId, ProductTimeline> histories(
            RateCardId card, List<RateEntry> entries, Map<ProductId, ProductTimeline> histories) {
        return entries.stream()
                .map(RateEntry::product)
                .distinct()
                .collect(Collectors.toMap(product -> product, product -> {
                    ProductTimeline history = histories.get(product);
                    if (history == null) {
                        throw new IllegalStateException("a rate of " + card + " names no product: " + product);
                    }
                    return history;
                }));
    }
}
