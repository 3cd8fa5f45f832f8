package io.downbeat.console.words;

import java.math.BigDecimal;
import java.util.Locale;

/** Quantities as people read them: every digit there is, grouped. */
public final class Figures {
    private Figures() {}

    /** {@code 1,250}, {@code -0.125}. */
    public static String quantity(BigDecimal units) {
        int decimals = Math.max(0, units.stripTrailingZeros().scale());
        return String.format(Locale.ROOT, "%,." + decimals + "f", units);
    }
}
