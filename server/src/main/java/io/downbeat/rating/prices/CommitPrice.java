package io.downbeat.rating.prices;

import io.downbeat.balances.Balance;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.overrides.RateOverride.PaidBy;
import io.downbeat.pricing.rates.Rate;
import java.util.List;

/**
 * What a unit costs while one of certain balances pays.
 *
 * @param instead the rate that it takes the place of
 * @param anyOf which balances: any of these is enough
 */
record CommitPrice(RateType instead, List<PaidBy> anyOf, Rate rate) {
    CommitPrice {
        anyOf = List.copyOf(anyOf);
    }

    boolean includes(Balance balance) {
        return anyOf.stream().anyMatch(paidBy -> paidBy.includes(balance));
    }
}
