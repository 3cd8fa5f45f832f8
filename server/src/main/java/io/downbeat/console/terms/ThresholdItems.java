package io.downbeat.console.terms;

import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Money;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.contracts.thresholds.PrepaidBalanceThreshold;
import io.downbeat.contracts.thresholds.SpendThreshold;
import io.downbeat.contracts.thresholds.Threshold;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Threshold billing, with who says that what it buys is paid. One that a payment ended is off until somebody enables it. */
final class ThresholdItems implements AgreedTerms {
    @Override
    public List<AgreedItem> items(ContractTerms terms, Names names) {
        Thresholds thresholds = terms.get(Thresholds.KIND);
        return Stream.<@Nullable Threshold>of(thresholds.spend(), thresholds.prepaidBalance())
                .filter(Objects::nonNull)
                .map(threshold -> new AgreedItem(
                        threshold.isEnabled() ? "Threshold billing" : "Threshold billing, off",
                        says(threshold, names),
                        paid(threshold.gate().type())))
                .toList();
    }

    private static String says(Threshold threshold, Names names) {
        return switch (threshold) {
            case SpendThreshold spend ->
                "when " + amount(spend.thresholdAmount(), names.currency())
                        + " are outstanding, they are bought as a commit";
            case PrepaidBalanceThreshold prepaid -> {
                CreditType counted = prepaid.counted().unit();
                CreditType unit = counted == null ? names.currency() : counted;
                yield "when the balance is down to " + amount(prepaid.recharge().thresholdAmount(), unit)
                        + ", it is filled up to " + amount(prepaid.recharge().rechargeToAmount(), unit);
            }
        };
    }

    private static String amount(BigDecimal amount, CreditType unit) {
        return unit.isCurrency() ? Money.text(new Amount(amount, unit)) : Figures.quantity(amount) + " " + unit.name();
    }

    private static String paid(PaymentGate.Type gate) {
        return switch (gate) {
            case NONE -> "usable at once, and billed";
            case STRIPE -> "usable when Stripe has the money";
            case EXTERNAL -> "usable when whoever collects it says so";
        };
    }
}
