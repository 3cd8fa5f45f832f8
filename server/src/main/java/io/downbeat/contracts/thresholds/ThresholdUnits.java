package io.downbeat.contracts.thresholds;

import io.downbeat.contracts.Contract;
import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In what a threshold counts, and what a dollar is in it. */
final class ThresholdUnits {
    private final Pricing pricing;

    ThresholdUnits(Pricing pricing) {
        this.pricing = pricing;
    }

    /**
     * @param unit the custom one it counts in; {@code null} for the currency
     * @param dollar one dollar, or another currency's whole unit, in what it counts in
     */
    record Counted(@Nullable CreditType unit, BigDecimal dollar) {}

    /** Refuses a unit that the contract's rate card does not convert: nobody could say what it costs. */
    Counted counted(Body body, Contract contract, @Nullable CreditType currency) {
        BigDecimal dollar = dollar(currency);
        return body.optionalUuid("custom_credit_type_id")
                .map(id -> {
                    RateCard.Conversion conversion = Optional.ofNullable(contract.rateCard())
                            .flatMap(pricing::rateCard)
                            .flatMap(card -> card.conversions().stream()
                                    .filter(one -> one.unit().id().equals(id))
                                    .findFirst())
                            .orElseThrow(() -> body.invalid(
                                    "custom_credit_type_id", "the contract's rate card converts no such unit"));
                    return new Counted(
                            conversion.unit(), dollar.divide(conversion.fiatPerUnit(), MathContext.DECIMAL128));
                })
                .orElseGet(() -> new Counted(null, dollar));
    }

    /** What the contract is billed in: that of its rate card, US dollars without one. */
    CreditType currency(Contract contract) {
        return Optional.ofNullable(contract.rateCard())
                .flatMap(pricing::rateCard)
                .map(RateCard::currency)
                .orElse(CreditType.USD_CENTS);
    }

    /** In the currency itself. */
    static BigDecimal dollar(@Nullable CreditType currency) {
        return currency == null || currency.equals(CreditType.USD_CENTS) ? BigDecimal.valueOf(100) : BigDecimal.ONE;
    }
}
