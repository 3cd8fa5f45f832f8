package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/contract-pricing/rate-cards")
final class RatesApi {
    private static final int MOST_RATES = 10_000;

    enum RateType {
        FLAT,
        TIERED
    }

    record RateView(
            RateType rateType,
            @Nullable BigDecimal price,
            @Nullable List<Tier> tiers,
            RateCardsApi.Currency creditType,
            @Nullable Map<String, String> pricingGroupValues) {

        static RateView of(RateEntry entry, CreditType currency) {
            var credit = RateCardsApi.Currency.of(currency);
            var values = entry.pricingGroupValues().isEmpty() ? null : entry.pricingGroupValues();
            return switch (entry.rate()) {
                case FlatRate flat -> new RateView(RateType.FLAT, flat.price(), null, credit, values);
                case TieredRate tiered -> new RateView(RateType.TIERED, null, tiered.tiers(), credit, values);
            };
        }
    }

    record RateRow(
            ProductId productId,
            String productName,
            List<String> productTags,
            Map<String, String> productCustomFields,
            boolean entitled,
            RateView rate,
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable Map<String, String> pricingGroupValues) {}

    private final Rates rates;
    private final PriceBooks books;
    private final InstantSource clock;

    RatesApi(Rates rates, PriceBooks books, InstantSource clock) {
        this.rates = rates;
        this.books = books;
        this.clock = clock;
    }

    @PostMapping("/addRate")
    @Changes(action = "add_rate", resource = "rate_card")
    Data<RateView> addRate(Body body) {
        Rates.Added added = rates.addOne(body);
        return new Data<>(RateView.of(added.rate(), added.card().currency()));
    }

    @PostMapping("/addRates")
    @Changes(action = "add_rates", resource = "rate_card")
    Data<RateCardsApi.Id> addRates(Body body) {
        body.knowsOnly(Set.of("rate_card_id", "rates"));
        List<Body> given = body.objects("rates", MOST_RATES);
        if (given.isEmpty()) {
            throw body.invalid("rates", "must have at least one rate");
        }
        given.forEach(rate -> rate.knowsOnly(RateRequest.TERMS));
        RateCard card = rates.card(body);
        rates.add(card, given, "add_rates");
        return new Data<>(new RateCardsApi.Id(card.id()));
    }

    @PostMapping("/getRates")
    @Reads
    Page<RateRow> getRates(Body body, Query query) {
        body.knowsOnly(Set.of("rate_card_id", "at", "selectors"));
        Instant at = body.instant("at");
        return page(body, query, at, segment -> segment.covers(at));
    }

    @PostMapping("/getRateSchedule")
    @Reads
    Page<RateRow> getRateSchedule(Body body, Query query) {
        body.knowsOnly(Set.of("rate_card_id", "starting_at", "ending_before", "selectors"));
        Instant from = body.instant("starting_at");
        @Nullable Instant until = body.optionalInstant("ending_before").orElse(null);
        if (until != null && !from.isBefore(until)) {
            throw body.invalid("ending_before", "must be after starting_at");
        }
        return page(body, query, clock.instant(), segment -> segment.overlaps(from, until));
    }

    /** @param at as of when the products are shown */
    private Page<RateRow> page(Body body, Query query, Instant at, Predicate<RateSchedule.Segment> wanted) {
        int limit = query.limit(100);
        Optional<PageToken> after = query.nextPage();
        PriceBook book = book(body);
        RateSelectors selectors = RateSelectors.read(body, book, at);
        List<RateSchedule.Segment> rows = book.segments().stream()
                .filter(segment -> after.map(token -> isAfter(segment, token)).orElse(true))
                .filter(wanted)
                .filter(selectors::match)
                .limit(limit + 1L)
                .toList();
        return Page.of(rows, limit, RatesApi::place).map(segment -> row(segment, book, at));
    }

    private static PageToken place(RateSchedule.Segment segment) {
        return PageToken.after(
                segment.entry().product(), PriceBook.canonical(segment.entry().pricingGroupValues()), segment.from());
    }

    private static boolean isAfter(RateSchedule.Segment segment, PageToken token) {
        int product = segment.entry()
                .product()
                .value()
                .toString()
                .compareTo(token.uuid(0).toString());
        int group = PriceBook.canonical(segment.entry().pricingGroupValues()).compareTo(token.value(1));
        return product != 0
                ? product > 0
                : group != 0 ? group > 0 : segment.from().isAfter(token.instant(2));
    }

    private static RateRow row(RateSchedule.Segment segment, PriceBook book, Instant at) {
        RateEntry entry = segment.entry();
        Product product = book.product(entry.product()).at(at);
        return new RateRow(
                product.id(),
                product.name(),
                product.tags(),
                product.customFields(),
                entry.entitled(),
                RateView.of(entry, book.currency()),
                segment.from(),
                segment.until(),
                entry.pricingGroupValues().isEmpty() ? null : entry.pricingGroupValues());
    }

    private PriceBook book(Body body) {
        RateCardId id = new RateCardId(body.uuid("rate_card_id"));
        PriceBook book = books.of(List.of(id)).get(id);
        if (book == null) {
            throw RateCardsApi.unknown(id);
        }
        return book;
    }
}
