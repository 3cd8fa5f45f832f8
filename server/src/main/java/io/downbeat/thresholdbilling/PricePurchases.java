package io.downbeat.thresholdbilling;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.thresholds.Threshold;
import io.downbeat.contracts.thresholds.ThresholdDiscount;
import io.downbeat.contracts.trackers.SpendTracker;
import io.downbeat.contracts.trackers.TrackedSpend;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What recharges cost. Runs inside the caller's transaction, with the contract locked: no purchase is counted meanwhile. */
final class PricePurchases {
    private final Currencies currencies;
    private final TrackedSpend tracked;

    PricePurchases(Currencies currencies, TrackedSpend tracked) {
        this.currencies = currencies;
        this.tracked = tracked;
    }

    /** @param fraction of the amount is paid; {@code null} for all of it */
    record Price(Amount amount, @Nullable BigDecimal fraction) {}

    Price of(Purchase purchase, Threshold threshold, ContractTerms terms, Instant now) {
        CreditType unit = purchase.amount().unit();
        Amount fiatPerUnit = currencies
                .fiatPerUnit(terms.contract(), unit)
                .orElseThrow(() -> new IllegalStateException(
                        "the rate card of contract " + terms.contract().id() + " does not convert " + unit.name()
                                + " any more, so nobody can say what a recharge costs"));
        ThresholdDiscount discount = threshold.discount();
        BigDecimal fraction = discount == null || isCapped(discount.cap(), terms, now)
                ? null
                : discount.fraction().value();
        return new Price(Purchase.price(purchase.amount(), fiatPerUnit, fraction), fraction);
    }

    /** Whether the usage period has had as much as is discounted in it; the purchase that crosses it is discounted whole. */
    private boolean isCapped(ThresholdDiscount.@Nullable Cap cap, ContractTerms terms, Instant now) {
        if (cap == null) {
            return false;
        }
        Contract contract = terms.contract();
        SpendTracker tracker = terms.get(SpendTracker.KIND).stream()
                .filter(each -> each.alias().equals(cap.tracker()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "contract " + contract.id() + " has no spend tracker " + cap.tracker()));
        return contract.periods()
                .containing(now)
                .map(period -> tracked.in(period, contract.ref(), tracker))
                .filter(spent -> spent.value().compareTo(cap.amount()) >= 0)
                .isPresent();
    }
}
