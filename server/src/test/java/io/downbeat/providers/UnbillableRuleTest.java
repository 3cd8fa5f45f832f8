package io.downbeat.providers;

import static io.downbeat.providers.UnbillableRule.Kind.SCHEDULED;
import static io.downbeat.providers.UnbillableRule.Kind.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnbillableRuleTest {
    private static final UUID USD = CreditType.USD_CENTS.id();
    private static final UUID EUR = UUID.fromString("00000000-0000-4000-8000-0000000000e0");

    @Test
    void row_73_a_usage_maximum_of_1000_cents_suppresses_1000_and_sends_1001() {
        List<UnbillableRule> rules = List.of(rule(USAGE, USD, "1000"));
        assertThat(suppresses(rules, USAGE, USD, "999.99")).isTrue();
        assertThat(suppresses(rules, USAGE, USD, "1000")).isTrue();
        assertThat(suppresses(rules, USAGE, USD, "1000.00")).isTrue();
        assertThat(suppresses(rules, USAGE, USD, "1000.01")).isFalse();
        assertThat(suppresses(rules, USAGE, USD, "1001")).isFalse();
    }

    @Test
    void a_rule_speaks_of_its_own_invoice_type_and_currency_only() {
        List<UnbillableRule> rules = List.of(rule(USAGE, USD, "1000"));
        assertThat(suppresses(rules, SCHEDULED, USD, "1")).isFalse();
        assertThat(suppresses(rules, USAGE, EUR, "1")).isFalse();
        assertThat(suppresses(List.of(), USAGE, USD, "0")).isFalse();
    }

    @Test
    void without_a_maximum_every_total_is_suppressed() {
        assertThat(suppresses(List.of(rule(SCHEDULED, null, null)), SCHEDULED, EUR, "1000000"))
                .isTrue();
    }

    @Test
    void a_maximum_suppresses_from_zero_on_and_never_what_the_customer_is_owed() {
        List<UnbillableRule> rules = List.of(rule(USAGE, USD, "1000"));
        assertThat(suppresses(rules, USAGE, USD, "0")).isTrue();
        assertThat(suppresses(rules, USAGE, USD, "-0.01")).isFalse();
        assertThat(suppresses(rules, USAGE, USD, "-1000000")).isFalse();
        assertThat(suppresses(List.of(rule(USAGE, null, null)), USAGE, USD, "-1"))
                .as("a rule without a maximum names every invoice of its kind")
                .isTrue();
    }

    @Test
    void the_rule_with_the_narrowest_scope_decides_alone() {
        for (List<UnbillableRule> rules : List.of(
                List.of(rule(USAGE, null, null), rule(USAGE, USD, "1000")),
                List.of(rule(USAGE, USD, "1000"), rule(USAGE, null, null)))) {
            assertThat(suppresses(rules, USAGE, USD, "1001")).isFalse();
            assertThat(suppresses(rules, USAGE, USD, "1000")).isTrue();
            assertThat(suppresses(rules, USAGE, EUR, "1001")).isTrue();
        }
    }

    @Test
    void a_maximum_is_positive_and_in_a_named_currency() {
        assertThatIllegalArgumentException().isThrownBy(() -> rule(USAGE, null, "1000"));
        assertThatIllegalArgumentException().isThrownBy(() -> rule(USAGE, USD, "0"));
    }

    private static UnbillableRule rule(UnbillableRule.Kind type, @Nullable UUID currency, @Nullable String max) {
        return new UnbillableRule(type, currency, max == null ? null : new BigDecimal(max));
    }

    private static boolean suppresses(
            List<UnbillableRule> rules, UnbillableRule.Kind type, UUID currency, String total) {
        return UnbillableRule.suppresses(rules, type, currency, new BigDecimal(total));
    }
}
