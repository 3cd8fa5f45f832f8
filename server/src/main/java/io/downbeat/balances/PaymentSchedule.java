package io.downbeat.balances;

import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When and how a commit is paid.
 *
 * @param currency what it is paid in, which need not be the unit of what it gives
 * @param doNotInvoice it was paid elsewhere: there are no invoices, and it still counts for the cost basis
 * @param restWaived what is left of a postpaid commit is owed no more, whatever was agreed
 * @param countsAsDiscounted whether spend trackers take it for a discounted purchase, as the request said for good; {@code
 *     null} if it said nothing, which means no
 * @param items in the order of their dates; empty for a commit that nobody is charged for
 */
public record PaymentSchedule(
        CreditType currency,
        boolean doNotInvoice,
        boolean restWaived,
        @Nullable Boolean countsAsDiscounted,
        List<PaymentItem> items) {
    public PaymentSchedule {
        items = List.copyOf(items);
        if (!currency.isCurrency()) {
            throw new IllegalArgumentException("nobody pays in " + currency.name());
        }
    }

    /** Nothing is paid so far; what is paid later is in the unit of the access, or in US dollars for a custom unit. */
    public static PaymentSchedule none(CreditType unit) {
        return new PaymentSchedule(unit.isCurrency() ? unit : CreditType.USD_CENTS, false, List.of());
    }

    /** As it is agreed. */
    public PaymentSchedule(CreditType currency, boolean doNotInvoice, List<PaymentItem> items) {
        this(currency, doNotInvoice, false, null, items);
    }

    /** The same dates with another amount on each. */
    PaymentSchedule of(BigDecimal amount) {
        return with(items.stream()
                .map(item -> new PaymentItem(item.id(), item.timestamp(), amount, BigDecimal.ONE))
                .toList());
    }

    public PaymentSchedule with(List<PaymentItem> changed) {
        return new PaymentSchedule(currency, doNotInvoice, restWaived, countsAsDiscounted, changed);
    }

    /** Whether spend trackers take what is paid for a discounted purchase. */
    public boolean isCountedAsDiscounted() {
        return Boolean.TRUE.equals(countsAsDiscounted);
    }

    public PaymentSchedule countedAsDiscounted(@Nullable Boolean counted) {
        return new PaymentSchedule(currency, doNotInvoice, restWaived, counted, items);
    }

    /** No payment is owed for what is left any more. */
    PaymentSchedule waivingRest() {
        return new PaymentSchedule(currency, doNotInvoice, true, countsAsDiscounted, items);
    }

    public BigDecimal total() {
        return items.stream().map(PaymentItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
