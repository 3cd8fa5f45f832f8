package io.downbeat.rating;

import io.downbeat.core.Amount;
import io.downbeat.pricing.rates.TierRange;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an invoice.
 *
 * @param total what the line costs, rounded once to what the currency can express
 */
public record InvoiceLine(LineId id, ProductRef product, Quantity quantity, Amount total, Source source) {
    /** What a line comes from. Another kind of line is another record here, and every switch then asks what it means. */
    public sealed interface Source {
        /** The line's kind as API, queues and database have it. */
        String type();

        /** As the API writes it, such as {@code UsageProductListItem}. */
        String productType();

        /** Where the interval that the line prices begins; a scheduled charge's date. */
        Instant startingAt();

        /** Exclusive; {@code null} for what has a date and no interval. */
        @Nullable
        Instant endingBefore();

        /** Which usage the price is for; empty for all of it. */
        Map<String, String> pricingGroupValues();

        /** By which values usage of one price is told apart; empty for none. */
        Map<String, String> presentationGroupValues();
    }

    /**
     * Usage in an interval of one price.
     *
     * @param tier the tier priced, {@code null} for a flat rate
     */
    public record Usage(
            Instant startingAt,
            Instant endingBefore,
            Map<String, String> pricingGroupValues,
            Map<String, String> presentationGroupValues,
            @Nullable TierRange tier)
            implements Source {
        public static final String TYPE = "usage";

        public Usage {
            if (!startingAt.isBefore(endingBefore)) {
                throw new IllegalArgumentException("a price has an interval: " + startingAt + " to " + endingBefore);
            }
            pricingGroupValues = Map.copyOf(pricingGroupValues);
            presentationGroupValues = Map.copyOf(presentationGroupValues);
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String productType() {
            return "UsageProductListItem";
        }
    }

    /**
     * One date of a scheduled charge.
     *
     * @param item the charge's item of that date; an item is billed once
     */
    public record Scheduled(UUID charge, UUID item, Instant date) implements Source {
        public static final String TYPE = "scheduled";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String productType() {
            return "FixedProductListItem";
        }

        @Override
        public Instant startingAt() {
            return date;
        }

        @Override
        public @Nullable Instant endingBefore() {
            return null;
        }

        @Override
        public Map<String, String> pricingGroupValues() {
            return Map.of();
        }

        @Override
        public Map<String, String> presentationGroupValues() {
            return Map.of();
        }
    }

    public String name() {
        return product.name();
    }
}
