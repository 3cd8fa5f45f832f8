package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.rates.Rate;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rate of a card in a stretch in which it is in force, half open.
 *
 * @param product as it stands at the moment that was asked for
 * @param until {@code null} for no end
 * @param entitled whether a customer has the product at this price without its contract saying so
 * @param billingFrequency how long the period is that the price is for; {@code null} for usage
 * @param unit what both rates are in
 * @param commitRate {@code null} if the list rate holds for commits too
 */
public record ListedRate(
        Product product,
        Map<String, String> pricingGroupValues,
        Instant from,
        @Nullable Instant until,
        boolean entitled,
        @Nullable Frequency billingFrequency,
        CreditType unit,
        Rate rate,
        @Nullable Rate commitRate) {

    static ListedRate of(RateSchedule.Segment segment, Product product, CreditType unit) {
        RateEntry entry = segment.entry();
        return new ListedRate(
                product,
                entry.pricingGroupValues(),
                segment.from(),
                segment.until(),
                entry.entitled(),
                entry.billingFrequency(),
                unit,
                entry.rate(),
                entry.commitRate());
    }

    public boolean covers(Instant moment) {
        return !moment.isBefore(from) && (until == null || moment.isBefore(until));
    }

    boolean overlaps(Instant start, @Nullable Instant end) {
        return (end == null || from.isBefore(end)) && (until == null || until.isAfter(start));
    }
}
