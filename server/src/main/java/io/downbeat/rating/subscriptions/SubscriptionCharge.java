package io.downbeat.rating.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.UUID;

/**
 * So many of a subscription from a moment of a billing period to its end, or to where the subscription ends.
 *
 * @param period the whole billing period
 * @param charged the part of it that is charged
 * @param above how many the same moment is billed for without it
 * @param price of one for the whole period, as it was when the subscription's part of the period began
 */
public record SubscriptionCharge(
        Subscription subscription,
        ChargeKind kind,
        ServicePeriod period,
        ServicePeriod charged,
        BigDecimal above,
        BigDecimal quantity,
        SubscriptionPrice price) {
    /** As a unit price is shown. */
    private static final int PRICE_DECIMALS = 12;

    /** Whether a fraction of the whole price is charged. */
    public boolean isProrated() {
        return subscription.proration().isProrated() && !charged.equals(period);
    }

    /** What one costs, exact to twelve decimals; rounded as agreed where it is for a part. */
    public BigDecimal unitPrice() {
        if (!isProrated()) {
            return price.amount();
        }
        Subscription.Rounding rounding = subscription.proration().rounding();
        BigDecimal unit = rounding == null
                ? share(BigDecimal.ONE, PRICE_DECIMALS, RoundingMode.HALF_UP)
                : share(
                        BigDecimal.ONE,
                        rounding.decimalPlaces(),
                        rounding.method().mode());
        return unit.stripTrailingZeros();
    }

    /** What all of it costs, rounded once to what the currency can express. */
    public Amount total() {
        boolean isExact = !isProrated() || subscription.proration().rounding() != null;
        CreditType currency = price.currency();
        return isExact
                ? new Amount(quantity.multiply(unitPrice()), currency).rounded()
                : new Amount(share(quantity, currency.decimals(), RoundingMode.HALF_UP), currency);
    }

    /** So many for the hours that are charged, by the hours of the period; from the exact product, rounded once. */
    private BigDecimal share(BigDecimal units, int decimals, RoundingMode rounding) {
        BigDecimal part = BigDecimal.valueOf(charged.length().toHours());
        BigDecimal whole = BigDecimal.valueOf(period.length().toHours());
        return units.multiply(price.amount()).multiply(part).divide(whole, decimals, rounding);
    }

    /** Whether it is billed when it arises, by an invoice of its own, and waits for no other. */
    public boolean isBilledAtOnce() {
        return kind != ChargeKind.BASE
                && subscription.collection().increases() == Subscription.InvoiceBehavior.BILL_IMMEDIATELY;
    }

    /** When it is collected. */
    public Instant collectedAt(Contract contract) {
        boolean isInAdvance = subscription.collection().schedule() == Subscription.Schedule.ADVANCE;
        return isInAdvance && (kind == ChargeKind.BASE || isBilledAtOnce())
                ? charged.start()
                : collectedAtEnd(period, contract);
    }

    /** What is collected when a period is over is collected with the contract's last invoice at the latest. */
    static Instant collectedAtEnd(ServicePeriod period, Contract contract) {
        Instant last = contract.endingBefore();
        return last != null && last.isBefore(period.end()) ? last : period.end();
    }

    /** As it is kept once an invoice bills it. */
    public BilledCharge billed(UUID invoice) {
        return new BilledCharge(subscription.id(), kind, period, charged, above, quantity, price.amount(), invoice);
    }
}
