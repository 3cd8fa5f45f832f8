package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.subscriptions.SeatLink;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A commit or credit that a contract agrees on anew for every period.
 *
 * @param type never POSTPAID
 * @param children which children of its contract may use what it gives
 * @param invoice what each period is charged; {@code null} for nothing, and for a credit
 * @param link whose quantity every period is worth; {@code null} where the amounts say it
 * @param createdAt when it was agreed on
 */
record RecurringBalance(
        UUID id,
        BalanceType type,
        BalanceTerms terms,
        BalanceScope.ChildAccess children,
        Amount access,
        @Nullable Amount invoice,
        Schedule schedule,
        @Nullable SeatLink link,
        Instant createdAt) {
    static final TermKind<List<RecurringBalance>> KIND = new TermKind<>("recurring commits and credits", List.of());

    /** The longest access of one period, in periods. */
    static final int MOST_PERIODS = 1000;

    /** How often, where it is not as the contract's usage statements. */
    enum Recurrence {
        MONTHLY,
        QUARTERLY,
        ANNUAL,
        WEEKLY,
        DAILY
    }

    /** Which periods are worth only the part that lies in the schedule. */
    enum Proration {
        NONE,
        FIRST,
        LAST,
        FIRST_AND_LAST;

        boolean first() {
            return this == FIRST || this == FIRST_AND_LAST;
        }

        boolean last() {
            return this == LAST || this == FIRST_AND_LAST;
        }
    }

    /**
     * What a whole period is worth.
     *
     * @param unitPrice exact, in the unit
     * @param rounding of a part of it; {@code null} for the usual
     */
    record Amount(
            CreditType unit,
            BigDecimal unitPrice,
            BigDecimal quantity,
            @Nullable Rounding rounding) {
        BigDecimal whole() {
            return unitPrice.multiply(quantity);
        }
    }

    /** @param decimalPlaces below zero for tens and hundreds */
    record Rounding(RoundingMode method, int decimalPlaces) {}

    /**
     * When there are periods.
     *
     * @param endingBefore no period begins at or after it; {@code null} for the contract's end
     * @param recurrence {@code null} for the contract's usage statements; else counted from {@code startingAt}
     * @param duration for how many periods the access of one lasts, at least 1
     */
    record Schedule(
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable Recurrence recurrence,
            Proration proration,
            int duration) {}

    RecurringBalance {
        if (type == BalanceType.POSTPAID || type == BalanceType.CREDIT && invoice != null) {
            throw new IllegalArgumentException("what recurs is paid ahead or given away: " + id);
        }
    }
}
