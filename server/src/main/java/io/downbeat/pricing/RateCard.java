package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A price list in one currency, some of whose rates may be in custom units that it converts.
 *
 * @param aliases other names a contract may be created by, each for its own stretch of time
 * @param conversions what it charges for custom units that no balance pays
 * @param archivedAt from when on no new contract may use it; contracts that do go on
 */
public record RateCard(
        RateCardId id,
        String name,
        CreditType currency,
        @Nullable String description,
        List<Alias> aliases,
        List<Conversion> conversions,
        Map<String, String> customFields,
        Instant createdAt,
        @Nullable Instant archivedAt) {

    /**
     * A name of the card, half open.
     *
     * @param startingAt {@code null} for always so far
     * @param endingBefore {@code null} for no end
     */
    public record Alias(
            String name,
            @Nullable Instant startingAt,
            @Nullable Instant endingBefore) {
        public Alias {
            if (startingAt != null && endingBefore != null && !startingAt.isBefore(endingBefore)) {
                throw new IllegalArgumentException(
                        "an alias needs its start before its end: " + startingAt + " to " + endingBefore);
            }
        }
    }

    /** @param fiatPerUnit what one of the unit costs, in the card's currency: 100 is a dollar on a card in US dollars */
    public record Conversion(CreditType unit, BigDecimal fiatPerUnit) {
        public Conversion {
            if (unit.isCurrency() || fiatPerUnit.signum() <= 0) {
                throw new IllegalArgumentException("a custom unit costs something: " + unit.name() + " " + fiatPerUnit);
            }
        }
    }

    /** Whether its rates may be in the unit. */
    public boolean prices(CreditType unit) {
        return unit.equals(currency)
                || conversions.stream().anyMatch(conversion -> conversion.unit().equals(unit));
    }

    public RateCard {
        aliases = List.copyOf(aliases);
        conversions = List.copyOf(conversions);
        customFields = Map.copyOf(customFields);
    }
}
