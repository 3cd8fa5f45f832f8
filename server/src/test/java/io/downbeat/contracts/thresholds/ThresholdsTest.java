package io.downbeat.contracts.thresholds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What threshold configurations hold themselves to, without a database. */
class ThresholdsTest {
    private static final ThresholdCommit COMMIT = new ThresholdCommit(
            new ProductId(new UUID(0, 1)), null, null, null, new ThresholdCommit.Scope(null, null, null));

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.01"})
    void a_spend_threshold_is_positive(BigDecimal amount) {
        assertThatThrownBy(() -> spend(true, amount, PaymentGate.Type.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(amount.toString());
        assertThat(spend(true, new BigDecimal("0.01"), PaymentGate.Type.NONE).isEnabled())
                .isTrue();
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"0, 10", "-1, 10", "10, 10", "10, 9.99"})
    void a_balance_is_recharged_from_a_positive_amount_to_a_larger_one(BigDecimal from, BigDecimal to) {
        assertThatThrownBy(() -> new PrepaidBalanceThreshold.Recharge(from, to))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"0, false", "0.000001, true", "1, true", "1.000001, false", "-0.5, false"})
    void a_payment_fraction_is_above_0_and_at_most_1(BigDecimal value, boolean isOne) {
        assertThat(PaymentFraction.isFraction(value)).isEqualTo(isOne);
        if (!isOne) {
            assertThatThrownBy(() -> new PaymentFraction(value)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void only_a_threshold_that_is_enabled_counts() {
        var on = spend(true, BigDecimal.TEN, PaymentGate.Type.NONE);
        var off = prepaid(false, PaymentGate.Type.STRIPE);
        assertThat(Thresholds.NONE.isEnabled()).isFalse();
        assertThat(new Thresholds(null, off).isEnabled()).isFalse();
        assertThat(new Thresholds(on, off).isEnabled()).isTrue();
        assertThat(new Thresholds(on, off).isPaidThroughStripe()).isFalse();
        assertThat(new Thresholds(on, prepaid(true, PaymentGate.Type.STRIPE)).isPaidThroughStripe())
                .isTrue();
    }

    @Test
    void disabling_changes_nothing_else() {
        var both = new Thresholds(
                spend(true, BigDecimal.TEN, PaymentGate.Type.EXTERNAL), prepaid(true, PaymentGate.Type.STRIPE));
        assertThat(ThresholdsPart.disabled(both, Json.MAPPER.createObjectNode()))
                .isEqualTo(new Thresholds(
                        spend(false, BigDecimal.TEN, PaymentGate.Type.EXTERNAL),
                        prepaid(false, PaymentGate.Type.STRIPE)));
        assertThat(ThresholdsPart.disabled(Thresholds.NONE, Json.MAPPER.createObjectNode()))
                .isEqualTo(Thresholds.NONE);
    }

    private static SpendThreshold spend(boolean enabled, BigDecimal amount, PaymentGate.Type gate) {
        return new SpendThreshold(enabled, amount, COMMIT, new PaymentGate(gate, null, null, null), null);
    }

    private static PrepaidBalanceThreshold prepaid(boolean enabled, PaymentGate.Type gate) {
        var recharge = new PrepaidBalanceThreshold.Recharge(BigDecimal.ONE, BigDecimal.TEN);
        return new PrepaidBalanceThreshold(
                enabled, recharge, CountedBalance.EVERYTHING, COMMIT, new PaymentGate(gate, null, null, null), null);
    }
}
