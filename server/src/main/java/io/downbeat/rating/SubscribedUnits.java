package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BilledUse;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PricedQuantity;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.subscriptions.SubscriptionCharge;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a subscription charges for a part of a billing period. Nothing has paid for it yet. */
record SubscribedUnits(SubscriptionCharge charge) implements Payable {

    @Override
    public Charge.Place place() {
        return new Charge.Place(
                Charge.Kind.SUBSCRIPTION,
                charge.charged().start(),
                charge.unitPrice(),
                product().name(),
                charge.subscription().product().id() + " "
                        + charge.subscription().id() + " " + charge.kind() + " "
                        + charge.above().toPlainString());
    }

    @Override
    public ProductRef product() {
        String own = charge.subscription().name();
        return new ProductRef(
                charge.subscription().product().id(),
                own == null ? charge.price().product() : own);
    }

    @Override
    public boolean addsUnits() {
        return true;
    }

    @Override
    public CreditType unit() {
        return charge.price().currency();
    }

    @Override
    public BilledUse use() {
        return new BilledUse(
                charge.subscription().product().id(), charge.price().tags(), Map.of(), Map.of());
    }

    /** It is not cut: what can be used as it begins can pay all of it. */
    @Override
    public boolean isIn(AccessSegment segment) {
        return !charge.charged().start().isBefore(segment.startingAt())
                && charge.charged().start().isBefore(segment.endingBefore());
    }

    @Override
    public Rate listRate() {
        return new FlatRate(charge.unitPrice());
    }

    @Override
    public Rate rateUnder(Balance balance) {
        return listRate();
    }

    @Override
    public List<PricedQuantity> atListPrice() {
        BigDecimal price = charge.unitPrice();
        return List.of(
                new PricedQuantity(charge.quantity(), price, charge.quantity().multiply(price), BigDecimal.ZERO, null));
    }

    @Override
    public List<RatedLine> unpaid() {
        Amount total = charge.total();
        return List.of(line(
                new Quantity(charge.quantity(), amount(charge.unitPrice())),
                total,
                total,
                source(null, null),
                List.of()));
    }

    /** There is one part, which is all of it. */
    @Override
    public Amount total(PricedQuantity part) {
        return charge.total();
    }

    @Override
    public Amount known(PricedQuantity part) {
        return charge.total();
    }

    @Override
    public InvoiceLine.Source source(@Nullable TierRange tier, InvoiceLine.@Nullable PaidBy paidBy) {
        return new InvoiceLine.Subscribed(
                charge.subscription().id(),
                charge.kind(),
                charge.charged().start(),
                charge.charged().end(),
                charge.isProrated(),
                paidBy);
    }

    @Override
    public InvoiceLine.Applied applied(InvoiceLine.PaidBy paidBy) {
        return new InvoiceLine.Applied(
                charge.charged().start(),
                charge.charged().end(),
                Map.of(),
                Map.of(),
                InvoiceLine.Subscribed.PRODUCT_TYPE,
                paidBy);
    }

    @Override
    public List<QuantityPoint> cumulative(BigDecimal from, BigDecimal until) {
        return List.of();
    }
}
