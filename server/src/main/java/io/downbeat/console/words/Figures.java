package io.downbeat.console.words;

import java.math.BigDecimal;
import java.util.Locale;

/** Quantities and counts as people read them: every digit there is, grouped. */
public final class Figures {
    private Figures() {}

    /** {@code 1,250}, {@code -0.125}. */
    public static String quantity(BigDecimal units) {
        int decimals = Math.max(0, units.stripTrailingZeros().scale());
        return String.format(Locale.ROOT, "%,." + decimals + "f", units);
    }

    /** {@code 12,345}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
