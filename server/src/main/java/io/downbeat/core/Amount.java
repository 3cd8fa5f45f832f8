package io.downbeat.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Locale;

/**
 * An exact amount of one unit; what is in another unit can neither be added to it nor compared with it.
 *
 * <p>Nothing here rounds by itself: a sum has every digit of what was added. An amount becomes what its unit can express
 * by {@link #rounded} or {@link #roundedDown} only, and once, when a charge becomes an invoice line. Rounded again it
 * would be the same, but rounded in two places (each hour, then each month) it would not.
 *
 * <p>Two amounts are equal if they have the same digits, as {@link BigDecimal} says: 1 and 1.0 are not. Whether one is
 * worth as much as the other, {@link #compareTo} tells.
 *
 * @param value in the API's units: US dollars in cents, every other currency in whole units
 */
public record Amount(BigDecimal value, CreditType unit) implements Comparable<Amount> {
    public static Amount zero(CreditType unit) {
        return new Amount(BigDecimal.ZERO, unit);
    }

    /** US dollars, in cents. */
    public static Amount cents(long cents) {
        return new Amount(BigDecimal.valueOf(cents), CreditType.USD_CENTS);
    }

    /** @throws IllegalArgumentException if one of them is in another unit */
    public static Amount sum(CreditType unit, Collection<Amount> amounts) {
        return amounts.stream().reduce(zero(unit), Amount::plus);
    }

    /** @throws IllegalArgumentException if the other one is in another unit */
    public Amount plus(Amount other) {
        return new Amount(value.add(inTheSameUnit(other, "be added to")), unit);
    }

    /** @throws IllegalArgumentException if the other one is in another unit */
    public Amount minus(Amount other) {
        return new Amount(value.subtract(inTheSameUnit(other, "be taken from")), unit);
    }

    /** @throws IllegalArgumentException if the other one is in another unit */
    @Override
    public int compareTo(Amount other) {
        return value.compareTo(inTheSameUnit(other, "be compared with"));
    }

    public int signum() {
        return value.signum();
    }

    /**
     * The one rounding: when an exact charge becomes an invoice line, half up (away from zero) to what the unit can
     * express.
     *
     * <p>0.5 cents becomes 1 cent; 12.345 euros becomes 12.35; of a custom unit every digit stays.
     */
    public Amount rounded() {
        return !unit.isCurrency() ? this : new Amount(value.setScale(unit.decimals(), RoundingMode.HALF_UP), unit);
    }

    /** What the unit can express of it, and not more: 1.9 cents are 1 cent, -1.1 cents are -2, 1.9 of a custom unit are 1.9. */
    public Amount roundedDown() {
        return !unit.isCurrency() ? this : new Amount(value.setScale(unit.decimals(), RoundingMode.FLOOR), unit);
    }

    /** From the currency's smallest unit; the way back of {@link #inMinorUnits}. */
    public static Amount ofMinorUnits(long minor, CreditType unit) {
        return new Amount(BigDecimal.valueOf(minor).movePointLeft(unit.decimals()), unit);
    }

    /** In the currency's smallest unit, as Stripe and the marketplaces count: cents, pence, centimes. */
    public BigDecimal inMinorUnits() {
        return value.movePointRight(unit.decimals());
    }

    /** In major units, as NetSuite and people count: dollars, euros. */
    public BigDecimal inMajorUnits() {
        return inMajorUnits(value, unit.isoCode());
    }

    /** As people read it: major units with at least two decimals, then the currency, such as {@code -5.00 USD}. */
    @Override
    public String toString() {
        return unit.isCurrency() ? text(value, unit.isoCode()) : value.toPlainString() + " " + unit.name();
    }

    /**
     * The same for an amount whose currency is known by its code only, as a provider names it.
     *
     * @param value in the API's units
     */
    public static String text(BigDecimal value, String isoCode) {
        String code = isoCode.toUpperCase(Locale.ROOT);
        BigDecimal major = inMajorUnits(value, code);
        return major.setScale(Math.max(2, major.scale())).toPlainString() + " " + code;
    }

    private static BigDecimal inMajorUnits(BigDecimal value, String isoCode) {
        return isoCode.equals("USD") ? value.movePointLeft(2) : value;
    }

    private BigDecimal inTheSameUnit(Amount other, String what) {
        if (!unit.equals(other.unit)) {
            throw new IllegalArgumentException(other + " cannot " + what + " " + this + ": another unit");
        }
        return other.value;
    }
}
