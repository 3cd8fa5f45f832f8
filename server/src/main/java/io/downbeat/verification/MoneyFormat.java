package io.downbeat.verification;

import java.math.BigDecimal;
import java.util.Locale;

/** Amounts as people read them. */
public final class MoneyFormat {
    private MoneyFormat() {}

    public static String cents(long cents) {
        return cents == 0 ? "nothing" : dollars(BigDecimal.valueOf(cents));
    }

    /** @param amount in the API's units: USD in cents, others whole */
    public static String of(BigDecimal amount, String currency) {
        return currency.equalsIgnoreCase("USD")
                ? dollars(amount)
                : amount.toPlainString() + " " + currency.toUpperCase(Locale.ROOT);
    }

    private static String dollars(BigDecimal cents) {
        BigDecimal dollars = cents.movePointLeft(2);
        return (dollars.signum() < 0 ? "-$" : "$")
                + dollars.abs().setScale(Math.max(2, dollars.scale())).toPlainString();
    }
}
