package io.downbeat.rating;

import static io.downbeat.rating.EngineOnSold.day;

import io.downbeat.balances.RateType;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.CardFixture;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.products.ProductFixture;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rate card of what is sold and what was agreed on beside it, as {@link EngineOnSold} gives them to the engine. */
final class PricesOnSold {
    private final Sold sold;
    private final PriceBook book;

    PricesOnSold(Sold sold, CreditType currency) {
        this.sold = sold;
        this.book = card(sold).book(currency);
    }

    PriceBook book() {
        return book;
    }

    private static CardFixture card(Sold sold) {
        CardFixture card = new CardFixture();
        for (Sold.Product product : sold.products()) {
            boolean byRegion = !product.tracks().getFirst().region().isEmpty();
            String terms = ", " + terms(product, 0);
            ProductFixture fixture = product.isComposite()
                    ? card.withComposite(product.name(), terms)
                    : card.with(
                            product.name(),
                            terms
                                    + (byRegion ? ", 'pricing_group_key': ['region']" : "")
                                    + (product.byTeam() ? ", 'presentation_group_key': ['team']" : ""));
            for (int day = 1; day < Sold.DAYS; day++) {
                if (!terms(product, day).equals(terms(product, day - 1))) {
                    fixture.update(day(day).toString(), "{" + terms(product, day) + "}");
                }
            }
            product.tracks().forEach(track -> rates(card, product, track));
        }
        return card;
    }

    /** What can change with the days. */
    private static String terms(Sold.Product product, int day) {
        String tags = "'tags': " + json(product.tags().get(day));
        if (!product.isComposite()) {
            return tags;
        }
        Sold.Share share = product.shares().get(day);
        return """
            %s, 'composite_product_ids': %s, 'composite_tags': %s, 'exclude_free_usage': %s, 'include_composite_spend': %s\
            """.formatted(
                        tags,
                        json(share.products().stream()
                                .map(name -> CardFixture.product(name).value().toString())
                                .toList()),
                        json(share.tags()),
                        share.withoutFree(),
                        share.ofComposites());
    }

    private static String json(Collection<String> texts) {
        return texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    private static void rates(CardFixture card, Sold.Product product, Sold.Track track) {
        for (int day = 0; day < Sold.DAYS; day++) {
            Sold.Listing listing = track.days().get(day);
            if (day == 0 || listing != track.days().get(day - 1)) {
                card.rate(
                        product.name(),
                        day(day == 0 ? -100 : day).toString(),
                        track.region(),
                        listing.entitled(),
                        product.isCustom() ? EngineOnSold.AI : null,
                        rate(product, listing.list(), listing.minimum()),
                        listing.commit() == null ? null : rate(listing.commit()));
            }
        }
    }

    private static Rate rate(Sold.Product product, List<Sold.Step> steps, @Nullable Fraction minimum) {
        return product.isComposite()
                ? new PercentageRate(rate(steps), minimum == null ? null : minimum.decimal())
                : rate(steps);
    }

    private static Rate rate(List<Sold.Step> steps) {
        return steps.size() == 1
                ? new FlatRate(steps.getFirst().price().decimal())
                : new TieredRate(steps.stream()
                        .map(step -> new Tier(size(step), step.price().decimal()))
                        .toList());
    }

    private static @Nullable BigDecimal size(Sold.Step step) {
        return step.size() == null ? null : step.size().decimal();
    }

    RateOverride override(Sold.Override override) {
        return new RateOverride(
                UUID.randomUUID(),
                new RateOverride.Target.Specified(
                        override.anyOf().stream().map(PricesOnSold::specifier).toList()),
                switch (override.kind()) {
                    case ENTITLED -> null;
                    case OVERWRITE ->
                        new RateModifier.Overwrite(
                                rate(overwritten(override), override.steps(), override.minimum()), null);
                    case MULTIPLIER ->
                        new RateModifier.Multiplier(
                                override.steps().getFirst().price().decimal());
                    case TIERED ->
                        new RateModifier.TieredMultiplier(override.steps().stream()
                                .map(step -> new RateModifier.TieredMultiplier.Step(
                                        size(step), step.price().decimal()))
                                .toList());
                },
                override.entitled(),
                BigDecimal.valueOf(override.priority()),
                override.isCommitSpecific(),
                override.ofCommitRate() ? RateType.COMMIT_RATE : RateType.LIST_RATE,
                day(override.from()),
                override.until() > 100 ? null : day(override.until()),
                Instant.EPOCH);
    }

    private Sold.Product overwritten(Sold.Override override) {
        String name = override.anyOf().getFirst().product();
        return sold.products().stream()
                .filter(product -> product.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RateOverride.Specifier specifier(Sold.Specifier specifier) {
        return new RateOverride.Specifier(
                specifier.product() == null ? null : CardFixture.product(specifier.product()),
                List.copyOf(specifier.tags()),
                specifier.region(),
                specifier.team(),
                new RateOverride.PaidBy(
                        List.of(),
                        List.of(),
                        specifier.payers().stream().map(EngineOnSold::id).toList()));
    }
}
