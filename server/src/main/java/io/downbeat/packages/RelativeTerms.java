package io.downbeat.packages;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is a package's own in its terms: offsets, and the ids of terms. Knows no kind of term: wherever an offset stands, it is
 * read here; everything else is for those who read contracts.
 */
final class RelativeTerms {
    static final String START = "starting_at_offset";
    static final String DURATION = "duration";
    static final String DATE = "date_offset";
    static final String GENERATION = "invoice_generation_starting_at_offset";

    /** Objects whose members have names of the client's own. */
    static final Set<String> CLIENT_NAMED = Set.of(
            "custom_fields", "custom_rate", "invoice_metadata", "presentation_group_values", "pricing_group_values");

    /** A contract's instants, each with what a package has in its place. */
    static final Map<String, String> IN_PLACE_OF = Map.of(
            "starting_at", START,
            "ending_before", DURATION,
            "timestamp", DATE,
            "invoice_generation_starting_at", GENERATION);

    /** What a contract's terms may have, and no package: instants of other kinds, other contracts, and our own ids. */
    private static final Set<String> NOT_OF_PACKAGES = Set.of(
            "anchor_date",
            "billing_anchor_date",
            "hierarchy_configuration",
            "id",
            "initial_seat_ids",
            "netsuite_sales_order_id",
            "recurring_schedule");

    private static final Set<String> NAMED_LISTS = Set.of(
            "commits",
            "credits",
            "overrides",
            "recurring_commits",
            "recurring_credits",
            "schedule_items",
            "scheduled_charges",
            "subscriptions");

    private final Supplier<UUID> ids;

    RelativeTerms(Supplier<UUID> ids) {
        this.ids = ids;
    }

    /**
     * A member of a request to create a package as it is stored: offsets in one spelling, and an id for each term.
     *
     * @throws Refused if it has an instant where an offset belongs, or an offset that is none
     */
    JsonNode read(String name, JsonNode value, String path) {
        if (CLIENT_NAMED.contains(name)) {
            return value;
        }
        return switch (value) {
            case ObjectNode object -> object(object, path);
            case ArrayNode list -> list(name, list, path);
            default -> value;
        };
    }

    private ArrayNode list(String name, ArrayNode list, String path) {
        ArrayNode read = Json.MAPPER.createArrayNode();
        for (int i = 0; i < list.size(); i++) {
            String place = path + "[" + i + "]";
            if (list.get(i) instanceof ObjectNode item) {
                ObjectNode term = object(item, place);
                requireStart(name, term, place);
                if (NAMED_LISTS.contains(name)) {
                    term.put("id", ids.get().toString());
                }
                read.add(term);
            } else {
                read.add(list.get(i));
            }
        }
        return read;
    }

    /** Only a subscription begins with its contract where nothing else is said. */
    private static void requireStart(String list, ObjectNode term, String place) {
        if (term.has(DURATION) && !term.has(START) && !list.equals("subscriptions")) {
            throw Refused.invalid(place + "." + START, "is required");
        }
    }

    private ObjectNode object(ObjectNode object, String path) {
        ObjectNode read = Json.MAPPER.createObjectNode();
        object.properties().forEach(member -> {
            String name = member.getKey();
            String place = path + "." + name;
            refuseInstants(name, place);
            switch (name) {
                case START, DATE, GENERATION -> read.set(name, offset(member.getValue(), place, 0));
                case DURATION -> read.set(name, offset(member.getValue(), place, 1));
                default -> read.set(name, read(name, member.getValue(), place));
            }
        });
        return read;
    }

    private static void refuseInstants(String name, String place) {
        if (IN_PLACE_OF.containsKey(name)) {
            throw Refused.invalid(
                    place,
                    "a package has no instants; give " + IN_PLACE_OF.get(name) + ", counted from the contract's start");
        }
        if (NOT_OF_PACKAGES.contains(name)) {
            throw Refused.invalid(place, "unknown field");
        }
    }

    /** {@code value} may be text. */
    static ObjectNode offset(JsonNode value, String place, int least) {
        if (value instanceof ObjectNode object && object.path("value").isString()) {
            String text = object.get("value").stringValue();
            if (text.matches("[0-9]{1,6}")) {
                return offset(object.deepCopy().put("value", Integer.parseInt(text)), place, least);
            }
        }
        return Offset.read(Body.of(value, place), least).wire();
    }
}
