package io.downbeat.pricing;

import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.ProductChanged;
import io.downbeat.pricing.products.ProductTimeline;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.event.EventListener;

/** Makes every card that prices a product read anew once the product changes, and refuses changes that rates contradict. */
final class FollowProducts {
    private final RateCardStore cards;
    private final RateStore rates;

    FollowProducts(RateCardStore cards, RateStore rates) {
        this.cards = cards;
        this.rates = rates;
    }

    @EventListener
    void on(ProductChanged changed) {
        refuseStrayingRates(changed.product());
        cards.newVersionsWith(changed.product().id());
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
