package io.downbeat.rating;

import io.downbeat.balances.Balance;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.UsageTerm;
import java.time.Instant;

/**
 * Usage of one product and its group values in an interval of one price: a term of the rate card with what the contract
 * makes of it.
 *
 * @param term its rate is what a unit costs while no balance pays
 * @param countedFrom from where on tiers count: the term's start, or earlier where an interval before this one has the
 *     same price and was parted for another reason
 */
public record PricedInterval(UsageTerm term, Instant countedFrom) {
    public PricedInterval {
        if (countedFrom.isAfter(term.from())) {
            throw new IllegalArgumentException(
                    "tiers count from the interval's start or earlier: " + countedFrom + " after " + term.from());
        }
    }

    /** What a unit costs while the balance pays; its tiers count from {@link #countedFrom} as well. */
    Rate rateUnder(Balance balance) {
        return term.rate();
    }

    /** The part in {@code [from, until)}; tiers go on. */
    PricedInterval between(Instant from, Instant until) {
        return new PricedInterval(term.between(from, until), countedFrom);
    }
}
