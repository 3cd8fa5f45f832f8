package io.downbeat.pricing;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.Query;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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

    record Added(@JsonUnwrapped RateView rate, @Nullable RateView commitRate) {}

    record RateRow(
            ProductId productId,
            String productName,
            List<String> productTags,
            Map<String, String> productCustomFields,
            boolean entitled,
            @Nullable Frequency billingFrequency,
            RateView rate,
            @Nullable RateView commitRate,
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
    Data<Added> addRate(Body body) {
        Rates.Added made = rates.addOne(body);
        RateEntry added = made.rate();
        CreditType unit = added.unit() == null ? made.card().currency() : added.unit();
        return new Data<>(new Added(
                RateView.of(added.rate(), unit, added.pricingGroupValues()), RateView.ofCommits(added.commitRate())));
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
        return page(body, query, at, rate -> rate.covers(at));
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
        return page(body, query, clock.instant(), rate -> rate.overlaps(from, until));
    }

    /** @param at as of when the products are shown */
    private Page<RateRow> page(Body body, Query query, Instant at, Predicate<ListedRate> wanted) {
        PriceBook book = book(body);
        return ListedRates.page(body, query, book, at, wanted).map(RatesApi::row);
    }

    private static RateRow row(ListedRate rate) {
        Product product = rate.product();
        return new RateRow(
                product.id(),
                product.name(),
                product.tags(),
                product.customFields(),
                rate.entitled(),
                rate.billingFrequency(),
                RateView.of(rate.rate(), rate.unit(), rate.pricingGroupValues()),
                RateView.ofCommits(rate.commitRate()),
                rate.from(),
                rate.until(),
                rate.pricingGroupValues().isEmpty() ? null : rate.pricingGroupValues());
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
