package io.downbeat.pricing;

import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.ProductChanged;
import io.downbeat.pricing.products.ProductTimeline;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.event.EventListener;

/**
 * Makes every card that prices a product read anew once the product changes, tells of it as of new rates, and refuses changes
 * that rates contradict.
 */
final class FollowProducts {
    private final RateCardStore cards;
    private final RateStore rates;
    private final Transactions transactions;

    FollowProducts(RateCardStore cards, RateStore rates, Transactions transactions) {
        this.cards = cards;
        this.rates = rates;
        this.transactions = transactions;
    }

    @EventListener
    void on(ProductChanged changed) {
        refuseStrayingRates(changed.product());
        // What is used of it may be counted or priced otherwise now, as after new rates.
        Set<RateCardId> pricing =
                Set.copyOf(cards.newVersionsWith(changed.product().id()));
        if (!pricing.isEmpty()) {
            transactions.publish(new RatesChanged(pricing));
        }
    }

    /**
     * A rate whose group values no longer fit the product's pricing group key would price nothing from then on, and its
     * usage would silently cost nothing.
     */
    private void refuseStrayingRates(ProductTimeline changed) {
        for (RateEntry rate : rates.ofProduct(changed.id())) {
            Set<String> keyed = new TreeSet<>(rate.pricingGroupValues().keySet());
            for (Set<String> key : changed.pricingGroupKeys(rate.startingAt(), rate.endingBefore())) {
                if (!key.equals(keyed)) {
                    throw Refused.invalid(
                            "pricing_group_key",
                            "a rate from " + rate.startingAt() + " on is priced by " + keyed
                                    + "; add that rate again with an ending_before first, or make a new product");
                }
            }
        }
    }
}
