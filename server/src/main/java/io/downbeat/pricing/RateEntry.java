package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.Rate;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One rate as it was entered on a card, half open.
 *
 * @param entitled whether customers on the card get the product at all unless their contract says so
 * @param endingBefore {@code null} for no end
 * @param billingFrequency of a subscription's rate: how long the period is that the price is for; {@code null} for usage
 * @param unit the custom unit that both rates are in; {@code null} for the card's currency
 * @param commitRate what a unit costs while a commit of rate type COMMIT_RATE pays; {@code null} if the list rate does
 */
record RateEntry(
        UUID id,
        ProductId product,
        Map<String, String> pricingGroupValues,
        Instant startingAt,
        @Nullable Instant endingBefore,
        boolean entitled,
        @Nullable Frequency billingFrequency,
        @Nullable CreditType unit,
        Rate rate,
        @Nullable Rate commitRate) {
    RateEntry {
        if (endingBefore != null && !startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException(
                    "a rate needs its start before its end: " + startingAt + " to " + endingBefore);
        }
        pricingGroupValues = Map.copyOf(pricingGroupValues);
    }

    /** What two rates have in common that cannot both be in force. */
    record Subject(ProductId product, @Nullable Frequency billingFrequency, Map<String, String> pricingGroupValues) {}

    Subject subject() {
        return new Subject(product, billingFrequency, pricingGroupValues);
    }

    boolean covers(Instant moment) {
        return !moment.isBefore(startingAt) && (endingBefore == null || moment.isBefore(endingBefore));
    }
}
