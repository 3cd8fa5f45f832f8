package io.downbeat.contracts.thresholds;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.trackers.SpendTracker;
import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Refused;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the caps of discounts name what they can be held against. */
final class DiscountCaps {
    private static final String ALIAS = ".discount_configuration.cap.spend_tracker_alias";

    private final ThresholdUnits units;

    DiscountCaps(ThresholdUnits units) {
        this.units = units;
    }

    /**
     * Refuses a cap whose tracker the contract has not, or has in another currency than recharges are paid in.
     *
     * @param path of the configuration in the request
     */
    void require(String path, @Nullable Threshold threshold, ContractTerms terms) {
        ThresholdDiscount.Cap cap = cap(threshold);
        if (cap == null) {
            return;
        }
        CreditType unit = live(cap, terms)
                .map(SpendTracker::unit)
                .orElseThrow(() -> Refused.invalid(path + ALIAS, "the contract has no spend tracker " + cap.tracker()));
        CreditType currency = units.currency(terms.contract());
        if (!unit.equals(currency)) {
            throw Refused.invalid(
                    path + ALIAS,
                    cap.tracker() + " counts " + unit.name() + ", and recharges are paid in " + currency.name());
        }
    }

    /** Refuses to archive a tracker that a cap goes on naming. */
    void requireKept(String name, @Nullable Threshold threshold, ContractTerms before, ContractTerms after) {
        ThresholdDiscount.Cap cap = cap(threshold);
        if (cap != null && live(cap, before).isPresent() && live(cap, after).isEmpty()) {
            throw Refused.invalid(
                    "archive_spend_trackers",
                    cap.tracker() + " caps the discount of " + name + "; change that cap first");
        }
    }

    private static ThresholdDiscount.@Nullable Cap cap(@Nullable Threshold threshold) {
        ThresholdDiscount discount = threshold == null ? null : threshold.discount();
        return discount == null ? null : discount.cap();
    }

    private static Optional<SpendTracker> live(ThresholdDiscount.Cap cap, ContractTerms terms) {
        return terms.get(SpendTracker.KIND).stream()
                .filter(each -> each.alias().equals(cap.tracker()) && !each.isArchived())
                .findFirst();
    }
}
