package io.downbeat.contracts;

import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A charge that comes back in steps, {@code recurring_schedule} of the API.
 *
 * @param startingAt the first date
 * @param endingBefore no date at or after it
 * @param price what every date costs, or all of them together, as the distribution says
 */
record RecurringCharge(
        Instant startingAt, Instant endingBefore, Step frequency, Distribution distribution, Price price) {
    static final int MAX_ITEMS = 1000;

    enum Step {
        MONTHLY(1),
        QUARTERLY(3),
        SEMI_ANNUAL(6),
        ANNUAL(12);

        private final int months;

        Step(int months) {
            this.months = months;
        }
    }

    enum Distribution {
        /** The price is the total; every date gets an equal part, and the last one what division leaves. */
        DIVIDED,
        /** The same, with each part rounded to what the currency can express. */
        DIVIDED_ROUNDED,
        /** The price is charged on every date. */
        EACH
    }

    /** @param unitPrice in the currency's unit */
    record Price(BigDecimal unitPrice, BigDecimal quantity) {
        BigDecimal amount() {
            return unitPrice.multiply(quantity);
        }
    }

    RecurringCharge {
        if (!startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException("a recurring charge needs start before end");
        }
    }

    /** The dates, counted from the first one: 31 January is followed by 28 February and then 31 March. */
    List<Instant> dates() {
        List<Instant> dates = new ArrayList<>();
        Instant date = startingAt;
        while (date.isBefore(endingBefore) && dates.size() <= MAX_ITEMS) {
            dates.add(date);
            date = startingAt
                    .atZone(ZoneOffset.UTC)
                    .plusMonths((long) dates.size() * frequency.months)
                    .toInstant();
        }
        return dates;
    }

    /** One item per date; of a total that is divided, the items sum to it exactly. */
    List<ScheduledCharge.Item> items(CreditType currency, Supplier<UUID> ids) {
        List<Instant> dates = dates();
        List<ScheduledCharge.Item> items = new ArrayList<>(dates.size());
        BigDecimal part = part(currency, dates.size());
        BigDecimal left = price.amount();
        for (Instant date : dates) {
            boolean last = items.size() == dates.size() - 1;
            Price own = switch (distribution) {
                case EACH -> price;
                case DIVIDED, DIVIDED_ROUNDED -> new Price(last ? left : part, BigDecimal.ONE);
            };
            left = left.subtract(part);
            items.add(new ScheduledCharge.Item(ids.get(), date, own.unitPrice, own.quantity, own.amount()));
        }
        return items;
    }

    // Rounded down, so that what is left for the last date is never negative.
    private BigDecimal part(CreditType currency, int dates) {
        BigDecimal exact = price.amount().divide(BigDecimal.valueOf(dates), 12, RoundingMode.DOWN);
        return distribution == Distribution.DIVIDED_ROUNDED ? currency.floor(exact) : exact;
    }
}
