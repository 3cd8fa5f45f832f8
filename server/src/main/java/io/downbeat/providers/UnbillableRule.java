package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.core.NegligibleTotal;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps invoices that are not worth sending from a Stripe account ({@code unbillable_invoices_configuration}).
 *
 * <p>A rule's scope is its invoice type and, if named, its currency. The rule with the narrowest scope that an invoice
 * falls into decides alone, so a general rule can be narrowed for one currency: {@code [{usage}, {usage, USD, max
 * 1000}]} suppresses every usage invoice, but of those in US dollars only the ones up to $10.
 *
 * @param fiatCreditTypeId the currency it is limited to
 * @param maxAmount suppresses totals from zero up to and including this one, in the currency's unit (cents for US
 *     dollars); every total, also one below zero, if left out
 */
public record UnbillableRule(
        Kind invoiceType,
        @Nullable UUID fiatCreditTypeId,
        @Nullable BigDecimal maxAmount) {

    /** The kinds of invoice a rule can speak of. */
    public enum Kind {
        USAGE,
        SCHEDULED;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public UnbillableRule {
        if (maxAmount != null && (fiatCreditTypeId == null || maxAmount.signum() <= 0)) {
            throw new IllegalArgumentException("a positive amount of a named currency: " + maxAmount);
        }
    }

    /** Whether an invoice of this kind, currency and total is not to be sent. */
    public static boolean suppresses(
            List<UnbillableRule> rules, Kind invoiceType, UUID creditTypeId, BigDecimal total) {
        return rules.stream()
                .filter(rule -> rule.invoiceType == invoiceType)
                .filter(rule -> rule.fiatCreditTypeId == null || rule.fiatCreditTypeId.equals(creditTypeId))
                .min(Comparator.comparing(rule -> rule.fiatCreditTypeId == null))
                .filter(rule -> rule.maxAmount == null || NegligibleTotal.isUpTo(total, rule.maxAmount))
                .isPresent();
    }

    /** Whether neither rule is narrower than the other, so that nothing says which one decides. */
    boolean sameScopeAs(UnbillableRule other) {
        return invoiceType == other.invoiceType && java.util.Objects.equals(fiatCreditTypeId, other.fiatCreditTypeId);
    }
}
