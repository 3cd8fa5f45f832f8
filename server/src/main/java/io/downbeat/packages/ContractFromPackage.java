package io.downbeat.packages;

import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The terms of a package for a contract that starts at one instant: a request to create it, as somebody would write it by hand
 * who had counted the instants. Pure.
 *
 * <p>What would start at or after the contract's end is left out, and what would end after it ends with it; so are payments of
 * prepaid commits, as long as one is left. Payments of postpaid ones stay where they are: they are owed after the end. Terms that
 * name what is left out name it no more ({@link LeftOutTerms}).
 */
final class ContractFromPackage {
    /** Members that a contract has under another name, or not at all. */
    private static final Set<String> OF_PACKAGES =
            Set.of("billing_provider", "contract_name", "delivery_method", "duration");
    /** How many seats a subscription begins with, and what names one. */
    private static final String SEATS = "seat_config";

    private final Instant start;
    private final @Nullable Instant end;

    private ContractFromPackage(Instant start, @Nullable Instant end) {
        this.start = start;
        this.end = end;
    }

    /**
     * @param terms as a package keeps them
     * @param start of the contract
     */
    static ObjectNode terms(ObjectNode terms, Instant start) {
        Instant end = terms.has(RelativeTerms.DURATION)
                ? Offset.of(terms.get(RelativeTerms.DURATION)).after(start)
                : null;
        ObjectNode request = head(terms, end);
        ContractFromPackage contract = new ContractFromPackage(start, end);
        terms.properties().forEach(member -> {
            if (!OF_PACKAGES.contains(member.getKey())) {
                contract.member(member.getKey(), member.getValue(), true)
                        .ifPresent(value -> request.set(member.getKey(), value));
            }
        });
        LeftOutTerms.forget(terms, request);
        return request;
    }

    private static ObjectNode head(ObjectNode terms, @Nullable Instant end) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        if (end != null) {
            request.put("ending_before", Json.instant(end));
        }
        if (terms.has("contract_name")) {
            request.set("name", terms.get("contract_name"));
        }
        if (terms.has("billing_provider")) {
            ObjectNode configuration = request.putObject("billing_provider_configuration");
            configuration.set("billing_provider", terms.get("billing_provider"));
            configuration.set("delivery_method", terms.get("delivery_method"));
        }
        return request;
    }

    /**
     * The value with its instants; empty for what the contract does not come to.
     *
     * @param bounded whether what is dated has to lie inside the contract
     */
    private Optional<JsonNode> member(String name, JsonNode value, boolean bounded) {
        if (RelativeTerms.CLIENT_NAMED.contains(name)) {
            return Optional.of(value);
        }
        return switch (value) {
            case ObjectNode object
            when name.equals(SEATS) -> object(object, bounded).map(ContractFromPackage::unassigned);
            case ObjectNode object -> object(object, bounded);
            case ArrayNode list -> list(list, bounded);
            default -> Optional.of(value);
        };
    }

    /** A contract says who has a seat from its start; of a package nobody is known yet. */
    private static JsonNode unassigned(JsonNode seats) {
        ((ObjectNode) seats).putArray("initial_seat_ids");
        return seats;
    }

    /** Empty if nothing is left of what it had. */
    private Optional<JsonNode> list(ArrayNode list, boolean bounded) {
        ArrayNode left = Json.MAPPER.createArrayNode();
        for (JsonNode item : list) {
            (item instanceof ObjectNode object ? object(object, bounded) : Optional.of(item)).ifPresent(left::add);
        }
        return left.isEmpty() && !list.isEmpty() ? Optional.empty() : Optional.of(left);
    }

    private Optional<JsonNode> object(ObjectNode term, boolean bounded) {
        ObjectNode made = Json.MAPPER.createObjectNode();
        if (!putSpan(term, made) || !putDate(term, made, bounded)) {
            return Optional.empty();
        }
        for (var member : term.properties()) {
            switch (member.getKey()) {
                case "id",
                        RelativeTerms.START,
                        RelativeTerms.DURATION,
                        RelativeTerms.DATE,
                        RelativeTerms.GENERATION -> {}
                default -> {
                    boolean isPayment = member.getKey().equals("invoice_schedule");
                    Optional<JsonNode> value = member(
                            member.getKey(), member.getValue(), bounded && !(isPayment && isOwedInArrears(term)));
                    if (value.isEmpty() && isPayment) {
                        // Paid only behind the end it would be given away: left in, it is refused.
                        value = member(member.getKey(), member.getValue(), false);
                    }
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                    made.set(member.getKey(), value.get());
                }
            }
        }
        return Optional.of(made);
    }

    /** What is left of a postpaid commit is owed on its date, also after the contract's end. */
    private static boolean isOwedInArrears(ObjectNode term) {
        return term.path("type").asString("").equalsIgnoreCase("POSTPAID");
    }

    /** Whether the contract comes to it. */
    private boolean putSpan(ObjectNode term, ObjectNode made) {
        if (!term.has(RelativeTerms.START) && !term.has(RelativeTerms.DURATION)) {
            return true;
        }
        Offset offset = term.has(RelativeTerms.START) ? Offset.of(term.get(RelativeTerms.START)) : Offset.NONE;
        Instant startingAt = offset.after(start);
        if (end != null && !startingAt.isBefore(end)) {
            return false;
        }
        made.put("starting_at", Json.instant(startingAt));
        if (term.has(RelativeTerms.DURATION)) {
            Instant endingBefore = offset.end(start, Offset.of(term.get(RelativeTerms.DURATION)));
            made.put("ending_before", Json.instant(end != null && endingBefore.isAfter(end) ? end : endingBefore));
        }
        return true;
    }

    /** Whether the contract comes to it. */
    private boolean putDate(ObjectNode term, ObjectNode made, boolean bounded) {
        if (term.has(RelativeTerms.GENERATION)) {
            made.put(
                    "invoice_generation_starting_at",
                    Json.instant(Offset.of(term.get(RelativeTerms.GENERATION)).after(start)));
        }
        if (!term.has(RelativeTerms.DATE)) {
            return true;
        }
        Instant date = Offset.of(term.get(RelativeTerms.DATE)).after(start);
        made.put("timestamp", Json.instant(date));
        return !bounded || end == null || date.isBefore(end);
    }
}
