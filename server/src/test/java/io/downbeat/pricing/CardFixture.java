package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductFixture;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductTimeline;
import io.downbeat.pricing.rates.Rate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A rate card for pure tests of what stands above pricing. A product's id follows from its name. */
public final class CardFixture {
    private final Map<ProductId, ProductFixture> products = new HashMap<>();
    private final List<RateEntry> rates = new ArrayList<>();

    public static ProductId product(String name) {
        return new ProductId(new UUID(1, name.hashCode()));
    }

    /** @param terms further terms, each with a leading comma, in single quotes */
    public ProductFixture with(String name, String terms) {
        return made(
                name,
                ProductFixture.usage(
                        product(name), new UUID(2, name.hashCode()), "{'name': '" + name + "'" + terms + "}"));
    }

    /** @param terms further terms, each with a leading comma, in single quotes */
    public ProductFixture withComposite(String name, String terms) {
        return made(name, ProductFixture.composite(product(name), "{'name': '" + name + "'" + terms + "}"));
    }

    private ProductFixture made(String name, ProductFixture fixture) {
        products.put(product(name), fixture);
        return fixture;
    }

    public CardFixture rate(String name, Rate rate) {
        return rate(name, "2020-01-01T00:00:00Z", Map.of(), true, rate, null);
    }

    public CardFixture rate(
            String name,
            String startingAt,
            Map<String, String> groupValues,
            boolean entitled,
            Rate rate,
            @Nullable Rate commitRate) {
        return rate(name, startingAt, groupValues, entitled, null, rate, commitRate);
    }

    /** @param unit what the rates are in; {@code null} for the card's currency */
    public CardFixture rate(
            String name,
            String startingAt,
            Map<String, String> groupValues,
            boolean entitled,
            @Nullable CreditType unit,
            Rate rate,
            @Nullable Rate commitRate) {
        if (!products.containsKey(product(name))) {
            with(name, "");
        }
        UUID id = new UUID(3, rates.size());
        rates.add(new RateEntry(
                id,
                product(name),
                groupValues,
                Instant.parse(startingAt),
                null,
                entitled,
                null,
                unit,
                rate,
                commitRate));
        return this;
    }

    public PriceBook book() {
        return book(CreditType.USD_CENTS);
    }

    public PriceBook book(CreditType currency) {
        Map<ProductId, ProductTimeline> timelines = new HashMap<>();
        products.forEach((id, product) -> timelines.put(id, product.timeline()));
        return new PriceBook(new RateCardId(new UUID(4, 1)), currency, timelines, rates, List.of(), List.of());
    }
}
