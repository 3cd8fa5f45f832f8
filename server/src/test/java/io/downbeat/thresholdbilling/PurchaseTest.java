package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a threshold that is reached buys, without a database. */
class PurchaseTest {
    private static final Instant NOW = Instant.parse("2025-05-15T10:20:00Z");
    private static final CreditType TOKENS = CreditType.custom(new UUID(0, 7), "Tokens");

    @ParameterizedTest(name = "{0} at {1} buys {2}")
    @CsvSource({"9999.99, 10000,", "10000, 10000, 10000", "10350, 10000, 10350"})
    void all_that_is_outstanding_is_bought_once_it_reaches_the_threshold(
            BigDecimal spend, BigDecimal threshold, BigDecimal bought) {
        var purchase = Purchase.ofSpend(threshold, new Amount(spend, CreditType.USD_CENTS), NOW);
        assertThat(purchase.map(one -> one.amount().value()).orElse(null)).isEqualTo(bought);
    }

    @ParameterizedTest(name = "balance {0} of {1} to {2} buys {3}")
    @CsvSource({"500.01, 500, 2000,", "500, 500, 2000, 1500", "0, 500, 2000, 2000", "-300, 500, 2000, 2000"})
    void what_is_missing_is_bought_and_nobody_owes_a_balance(
            BigDecimal left, BigDecimal threshold, BigDecimal rechargeTo, BigDecimal bought) {
        var purchase = Purchase.ofBalance(threshold, rechargeTo, new Amount(left, CreditType.USD_CENTS), NOW);
        assertThat(purchase.map(one -> one.amount().value()).orElse(null)).isEqualTo(bought);
        purchase.ifPresent(one -> assertThat(one.startingAt()).isEqualTo("2025-05-15T10:00:00Z"));
    }

    /** T17, T18, T13. */
    @ParameterizedTest(name = "{0} at {1} each, of which {2}: {3}")
    @CsvSource({"450, 10, , 4500", "100, 50, 0.9, 4500", "2000, 1, 0.9, 1800", "1600, 1, 0.9, 1440", "1, 1, 0.5, 1"})
    void the_price_is_rounded_once(BigDecimal amount, BigDecimal each, BigDecimal fraction, BigDecimal price) {
        var paid = Purchase.price(new Amount(amount, TOKENS), new Amount(each, CreditType.USD_CENTS), fraction);
        assertThat(paid.value()).isEqualByComparingTo(price);
        assertThat(paid.unit()).isEqualTo(CreditType.USD_CENTS);
    }

    @Test
    void it_can_be_used_for_a_year_after_the_period() {
        var leap = new ServicePeriod(Instant.parse("2024-02-01T00:00:00Z"), Instant.parse("2024-02-29T00:00:00Z"));
        assertThat(Purchase.endingBefore(leap)).isEqualTo("2025-02-28T00:00:00Z");
    }
}
