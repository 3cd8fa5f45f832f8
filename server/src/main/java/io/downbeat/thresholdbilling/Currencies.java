package io.downbeat.thresholdbilling;

import io.downbeat.contracts.Contract;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import java.math.BigDecimal;
import java.util.Optional;

/** What contracts are billed in, and what their rate cards make of custom units. */
final class Currencies {
    private final Pricing pricing;

    Currencies(Pricing pricing) {
        this.pricing = pricing;
    }

    /** That of its rate card; US dollars without one. */
    CreditType currency(Contract contract) {
        return card(contract).map(RateCard::currency).orElse(CreditType.USD_CENTS);
    }

    /** What one of the unit costs; empty where the rate card does not convert it any more. */
    Optional<Amount> fiatPerUnit(Contract contract, CreditType unit) {
        CreditType currency = currency(contract);
        return unit.equals(currency)
                ? Optional.of(new Amount(BigDecimal.ONE, currency))
                : card(contract).stream()
                        .flatMap(card -> card.conversions().stream())
                        .filter(conversion -> conversion.unit().equals(unit))
                        .map(conversion -> new Amount(conversion.fiatPerUnit(), currency))
                        .findFirst();
    }

    private Optional<RateCard> card(Contract contract) {
        return Optional.ofNullable(contract.rateCard()).flatMap(pricing::rateCard);
    }
}
