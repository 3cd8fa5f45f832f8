package io.downbeat.documents;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.util.Locale;

/** Quantities and amounts as people read them; every digit is kept, and none is added but zeros. */
final class Figures {
    private Figures() {}

    /** What stands beside an amount, or over a column of them: {@code USD}, {@code EUR}, a custom unit's name. */
    static String unit(CreditType unit) {
        return hasSign(unit) ? unit.isoCode() : unit.name();
    }

    /** {@code $1,234.50}, {@code -$0.00125}; in other units the figure alone. */
    static String amount(Amount amount) {
        if (!amount.unit().isCurrency()) {
            return quantity(amount.value());
        }
        BigDecimal major = amount.inMajorUnits();
        String figure = grouped(major.abs(), 2);
        return (major.signum() < 0 ? "-" : "") + (hasSign(amount.unit()) ? "$" : "") + figure;
    }

    /** The same, with the unit behind it unless a sign says it already. */
    static String amountWithUnit(Amount amount) {
        return hasSign(amount.unit()) ? amount(amount) : amount(amount) + " " + unit(amount.unit());
    }

    static String quantity(BigDecimal units) {
        return (units.signum() < 0 ? "-" : "") + grouped(units.abs(), 0);
    }

    /** Whether its amounts are written with a sign, and need no unit beside them. */
    static boolean hasSign(CreditType unit) {
        return unit.isCurrency() && unit.isoCode().equals(CreditType.USD_CENTS.isoCode());
    }

    private static String grouped(BigDecimal figure, int leastDecimals) {
        int decimals = Math.max(leastDecimals, figure.stripTrailingZeros().scale());
        return String.format(Locale.ROOT, "%,." + decimals + "f", figure);
    }
}
