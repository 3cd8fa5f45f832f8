package io.downbeat.rating;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.PriceBook;
import java.util.List;

/** What usage costs by a contract: its rate card's prices and what the contract agreed on beside them. Pure. */
public final class ContractPrices {
    private ContractPrices() {}

    /**
     * Every price in force at some moment of the period, by product, group values and start.
     *
     * @param byTags whether an interval ends also where a product's tags change, as balances that name tags want it
     */
    public static List<PricedInterval> intervals(
            PriceBook book, ContractTerms terms, ServicePeriod period, boolean byTags) {
        return (byTags ? book.usageTermsOfTags(period) : book.usageTerms(period))
                .stream().map(term -> new PricedInterval(term, term.from())).toList();
    }
}
