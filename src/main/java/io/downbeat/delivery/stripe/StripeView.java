package io.downbeat.delivery.stripe;

import io.downbeat.delivery.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What Stripe showed of a delivery. */
sealed interface StripeView extends Finding.Seen {

    /** The bound invoice, with all its lines. */
    record Bound(
            String id,
            Status status,
            @Nullable Boolean autoAdvance,
            long total,
            @Nullable Long subtotal,
            String currency,
            Map<String, String> metadata,
            List<Line> lines,
            JsonNode json)
            implements StripeView {

        boolean advances() {
            return Boolean.TRUE.equals(autoAdvance);
        }
    }

    /** @param lineId ours, from the line's metadata; {@code null} if it is none of ours */
    record Line(@Nullable String lineId, long amount) {}

    /** The bound invoice is not there any more. */
    record Gone() implements StripeView {}

    /** Unbound, and a list shows invoices that carry our delivery's id. */
    record Listed(List<Candidate> candidates) implements StripeView {
        Optional<Candidate> draft() {
            return candidates.stream()
                    .filter(each -> each.status == Status.DRAFT)
                    .findFirst();
        }
    }

    record Candidate(String id, Status status, @Nullable String payloadSha256) {}

    enum Status {
        DRAFT,
        OPEN,
        PAID,
        VOID,
        UNCOLLECTIBLE,
        DELETED,
        OTHER;

        static Status of(String wire) {
            return switch (wire) {
                case "draft" -> DRAFT;
                case "open" -> OPEN;
                case "paid" -> PAID;
                case "void" -> VOID;
                case "uncollectible" -> UNCOLLECTIBLE;
                case "deleted" -> DELETED;
                default -> OTHER;
            };
        }
    }
}
