package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A price list in one currency.
 *
 * @param aliases other names a contract may be created by, each for its own stretch of time
 * @param archivedAt from when on no new contract may use it; contracts that do go on
 */
public record RateCard(
        RateCardId id,
        String name,
        CreditType currency,
        @Nullable String description,
        List<Alias> aliases,
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

    public RateCard {
        aliases = List.copyOf(aliases);
        customFields = Map.copyOf(customFields);
    }
}
