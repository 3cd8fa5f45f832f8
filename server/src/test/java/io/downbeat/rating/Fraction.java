package io.downbeat.rating;

import java.math.BigDecimal;
import java.math.BigInteger;

/** An exact number, for the calculator that tests hold the engine against. Two of the same value are equal. */
record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

    Fraction {
        if (denominator.signum() <= 0) {
            throw new IllegalArgumentException("a denominator is positive: " + denominator);
        }
        BigInteger common = numerator.gcd(denominator);
        numerator = numerator.divide(common);
        denominator = denominator.divide(common);
    }

    static Fraction of(String decimal) {
        BigDecimal number = new BigDecimal(decimal);
        return number.scale() > 0
                ? new Fraction(number.unscaledValue(), BigInteger.TEN.pow(number.scale()))
                : new Fraction(number.toBigIntegerExact(), BigInteger.ONE);
    }

    Fraction plus(Fraction other) {
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction minus(Fraction other) {
        return plus(new Fraction(other.numerator.negate(), other.denominator));
    }

    Fraction times(Fraction other) {
        return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    /** By a positive one. */
    Fraction dividedBy(Fraction other) {
        return new Fraction(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    /** To so many decimals, the half away from zero. */
    Fraction rounded(int decimals) {
        BigInteger scale = BigInteger.TEN.pow(decimals);
        BigInteger twice = numerator.abs().multiply(scale).shiftLeft(1).add(denominator);
        BigInteger units = twice.divide(denominator.shiftLeft(1));
        return new Fraction(numerator.signum() < 0 ? units.negate() : units, scale);
    }

    /** To so many decimals, never up; of what is not negative. */
    Fraction roundedDown(int decimals) {
        BigInteger scale = BigInteger.TEN.pow(decimals);
        return new Fraction(numerator.multiply(scale).divide(denominator), scale);
    }

    int signum() {
        return numerator.signum();
    }

    Fraction least(Fraction other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Fraction greatest(Fraction other) {
        return compareTo(other) >= 0 ? this : other;
    }

    BigDecimal decimal() {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator));
    }

    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    /** As a decimal without an end of zeros; it has to be one. */
    @Override
    public String toString() {
        BigDecimal decimal = decimal();
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
}
