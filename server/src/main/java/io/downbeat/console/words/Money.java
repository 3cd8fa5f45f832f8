package io.downbeat.console.words;

import io.downbeat.core.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Amounts as people read them: {@code $1,250.00}, {@code -$5.00}, {@code EUR 12.35}, {@code 250 AI credits}. Shows every
 * digit there is.
 */
public final class Money {
    private Money() {}

    public static String text(Amount amount) {
        if (!amount.unit().isCurrency()) {
            return Figures.quantity(amount.value()) + " " + amount.unit().name();
        }
        BigDecimal major = amount.inMajorUnits();
        BigDecimal shown = major.setScale(Math.max(2, major.stripTrailingZeros().scale()), RoundingMode.UNNECESSARY);
        String digits = String.format(Locale.ROOT, "%,." + shown.scale() + "f", shown.abs());
        String sign = shown.signum() < 0 ? "-" : "";
        String code = amount.unit().isoCode();
        return code.equals("USD") ? sign + "$" + digits : code + " " + sign + digits;
    }
}
