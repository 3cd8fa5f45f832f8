package io.downbeat.connectors.stripe;

import io.downbeat.delivery.RemoteState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What Stripe showed of a delivery. */
sealed interface StripeView extends RemoteState.Present {

    /** What a payment intent says while its money is on the way. */
    Set<String> UNDER_WAY = Set.of("processing", "requires_capture", "succeeded");

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

        /** Of zero, and nobody paid anything: Stripe calls it paid, and voids none that is. */
        boolean asksForNothing() {
            return total == 0 && json.path("amount_paid").asLong(0) == 0;
        }

        /** A bank takes its time, or took the money already and the invoice does not say so yet. */
        boolean isPaymentUnderWay() {
            return payments()
                    .anyMatch(each -> UNDER_WAY.contains(each.path("payment")
                            .path("payment_intent")
                            .path("status")
                            .asString("")));
        }

        /** The payment that it is paid with, whole; a missing node before it is final. */
        JsonNode intent() {
            return payments()
                    .map(each -> each.path("payment").path("payment_intent"))
                    .filter(JsonNode::isObject)
                    .findFirst()
                    .orElseGet(() -> json.path("none"));
        }

        boolean wasPaymentAttempted() {
            return json.path("attempted").asBoolean(false)
                    || json.path("attempt_count").asInt(0) > 0;
        }

        /** The payment that paid it; else the one that Stripe made to pay it with. */
        @Nullable
        String paymentIntent() {
            return payments()
                    .filter(each -> !each.path("status").asString("").equals("canceled"))
                    .min(Comparator.comparing((JsonNode each) ->
                                    !each.path("status").asString("").equals("paid"))
                            .thenComparing(each -> !each.path("is_default").asBoolean(false)))
                    .map(each -> each.path("payment").path("payment_intent"))
                    .map(each -> each.isObject() ? each.path("id") : each)
                    .map(id -> id.asString(null))
                    .orElse(null);
        }

        private Stream<JsonNode> payments() {
            return json.path("payments").path("data").valueStream();
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
