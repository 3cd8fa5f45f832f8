package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BilledUse;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.rates.PricedQuantity;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.TierRange;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What balances can pay, unit by unit: usage, and the charges of subscriptions. */
interface Payable {
    Charge.Place place();

    ProductRef product();

    /** Whether there is something that a balance could pay; what goes down draws nothing and gives nothing back. */
    boolean addsUnits();

    /** What it is priced in. */
    CreditType unit();

    /** As far as it decides which balances can pay it. */
    BilledUse use();

    /** Whether a segment can be used while it is charged. */
    boolean isIn(AccessSegment segment);

    /** What a unit costs while no balance pays. */
    Rate listRate();

    Rate rateUnder(Balance balance);

    /** What its units cost while nothing pays, in tier order. */
    List<PricedQuantity> atListPrice();

    /** Its lines while nothing pays. */
    List<RatedLine> unpaid();

    /** What a part of {@link #atListPrice} costs, rounded. */
    Amount total(PricedQuantity part);

    /** What of that is known to a fraction of a cent. */
    Amount known(PricedQuantity part);

    InvoiceLine.Source source(@Nullable TierRange tier, InvoiceLine.@Nullable PaidBy paidBy);

    InvoiceLine.Applied applied(InvoiceLine.PaidBy paidBy);

    /** How much of the units from one place of the count to another was used after each hour that changed it. */
    List<QuantityPoint> cumulative(BigDecimal from, BigDecimal until);

    default Amount amount(BigDecimal value) {
        return new Amount(value, unit());
    }

    default RatedLine line(
            @Nullable Quantity quantity,
            Amount total,
            Amount exact,
            InvoiceLine.Source source,
            List<QuantityPoint> cumulative) {
        return new RatedLine(product(), quantity, total, exact, source, cumulative);
    }
}
