package io.downbeat.platform.http;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Numbers as requests write them: an optional sign, ASCII digits with an optional point, an optional exponent, nothing
 * around them. Digits of other scripts and blanks make a text, not a number: what counts as a number must not depend on
 * which of the two a reader happens to forgive.
 */
public final class Decimals {
    private Decimals() {}

    /**
     * Empty if the text is no such number, or one with more than {@value Limits#DIGITS} digits before or after its
     * point: beyond any count or price, and far inside what the database holds, also summed up for years. A number
     * with a larger exponent would take memory without end as soon as it is written out.
     */
    public static Optional<BigDecimal> parse(String text) {
        if (text.length() > 2 * Limits.DIGITS + 10 || !isAscii(text)) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            boolean fits =
                    number.scale() <= Limits.DIGITS && (long) number.precision() - number.scale() <= Limits.DIGITS;
            return fits ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
    }

    /** A whole number without sign, up to nine digits. */
    static Optional<Integer> parseWhole(String text) {
        boolean fits = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return fits ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
