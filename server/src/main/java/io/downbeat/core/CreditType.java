package io.downbeat.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What amounts are in: a currency as the API speaks of it (USD amounts are in cents, every other fiat currency is in whole
 * units), or a custom pricing unit such as AI credits, whose amounts are exact and no money.
 *
 * @param id the credit type's id on the wire
 * @param name the credit type's name on the wire, {@code "USD (cents)"} or an ISO code such as {@code "EUR"}
 * @param isoCode the ISO 4217 code, upper case; empty for a custom unit
 * @param decimals how many decimals an amount on an invoice line has: 0 for USD (cents), 2 for the others
 */
public record CreditType(UUID id, String name, String isoCode, int decimals) {
    /** 1250 is twelve dollars and fifty cents. */
    public static final CreditType USD_CENTS =
            new CreditType(UUID.fromString("2714e483-4ff1-48e4-9e25-ac732e8f24f2"), "USD (cents)", "USD", 0);

    public static CreditType custom(UUID id, String name) {
        return new CreditType(id, name, "", 0);
    }

    /** Whether its amounts are money. */
    public boolean isCurrency() {
        return !isoCode.isEmpty();
    }

    /**
     * The code by which billing providers know the currency.
     *
     * @throws IllegalStateException for a custom unit, so that nobody is ever charged an amount of one as money
     */
    @Override
    public String isoCode() {
        requireCurrency();
        return isoCode;
    }

    /** @throws IllegalStateException for a custom unit, whose amounts are exact */
    @Override
    public int decimals() {
        requireCurrency();
        return decimals;
    }

    private void requireCurrency() {
        if (!isCurrency()) {
            throw new IllegalStateException(name + " is a custom pricing unit, and its amounts are no money");
        }
    }

    /**
     * An agreed amount in equal parts, each of which the currency can express.
     *
     * <p>Part k is the rounded running total of k parts less that of k - 1, so that the parts sum to the whole, rounded
     * once, and none is a whole unit away from its exact share: a hundred dollars in seven are 14.29, 14.28, 14.29 and
     * so on. Parts rounded one by one would bill 100.03.
     *
     * @param parts at least 1
     */
    public List<BigDecimal> split(BigDecimal whole, int parts) {
        List<BigDecimal> split = new ArrayList<>(parts);
        BigDecimal before = BigDecimal.ZERO;
        for (int part = 1; part <= parts; part++) {
            BigDecimal after = whole.multiply(BigDecimal.valueOf(part))
                    .divide(BigDecimal.valueOf(parts), decimals(), RoundingMode.HALF_UP);
            split.add(after.subtract(before));
            before = after;
        }
        return split;
    }
}
