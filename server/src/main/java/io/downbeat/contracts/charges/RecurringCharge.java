package io.downbeat.contracts.charges;

import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
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
        Instant startingAt,
        Instant endingBefore,
        Frequency frequency,
        Distribution distribution,
        ScheduledCharge.Price price) {
    static final int MAX_ITEMS = 1000;

    enum Frequency {
        WEEKLY(Period.ofWeeks(1)),
        MONTHLY(Period.ofMonths(1)),
        QUARTERLY(Period.ofMonths(3)),
        SEMI_ANNUAL(Period.ofMonths(6)),
        ANNUAL(Period.ofYears(1));

        private final Period step;

        Frequency(Period step) {
            this.step = step;
        }
    }

    enum Distribution {
        /** The price is the total; every date gets an equal part of it, as {@link CreditType#split} rounds parts. */
        DIVIDED,
        /** The same: a part that the currency cannot express could not be billed. */
        DIVIDED_ROUNDED,
        /** The price is charged on every date. */
        EACH
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
                    .plus(frequency.step.multipliedBy(dates.size()))
                    .toInstant();
        }
        return dates;
    }

    /** One item per date; of a price that is divided, the items sum to what the currency can express of it. */
    List<ScheduledCharge.Item> items(CreditType currency, Supplier<UUID> ids) {
        List<Instant> dates = dates();
        List<ScheduledCharge.Price> prices = prices(currency, dates.size());
        List<ScheduledCharge.Item> items = new ArrayList<>(dates.size());
        for (int i = 0; i < dates.size(); i++) {
            items.add(new ScheduledCharge.Item(ids.get(), dates.get(i), prices.get(i)));
        }
        return items;
    }

    private List<ScheduledCharge.Price> prices(CreditType currency, int dates) {
        return switch (distribution) {
            case EACH -> Collections.nCopies(dates, price);
            case DIVIDED, DIVIDED_ROUNDED ->
                currency.split(price.amount(), dates).stream()
                        .map(part -> new ScheduledCharge.Price(part, BigDecimal.ONE))
                        .toList();
        };
    }
}
