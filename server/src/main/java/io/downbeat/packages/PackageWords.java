package io.downbeat.packages;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The words of a package's terms as answers have them. A package keeps its terms as they were sent, and a request may use a word
 * in lower case; clients read the published words alone.
 */
final class PackageWords {
    /** Members whose text is one of the published words in capitals, wherever in the terms they stand. */
    private static final Set<String> MEMBERS = Set.of(
            "allocation",
            "billing_frequency",
            "collection_schedule",
            "day",
            "discounted",
            "frequency",
            "invoice_behavior",
            "invoice_placement",
            "multiplier_override_prioritization",
            "payment_gate_type",
            "payment_type",
            "proration",
            "quantity_management_mode",
            "rate_target",
            "rate_type",
            "recurrence_frequency",
            "reset_frequency",
            "rounding_method",
            "scheduled_charges_on_usage_invoices",
            "sources",
            "spend_type",
            "target",
            "tax_type",
            "type",
            "unit");

    /** Members whose published words are not in capitals, each with all of them. */
    private static final Map<String, Set<String>> SPELLED =
            Map.of("entity", Set.of("Commit", "ContractCredit", "ContractCreditOrCommit"));

    private PackageWords() {}

    /** Writes every word of the terms as it is published. */
    static void emit(ObjectNode terms) {
        for (String name : Set.copyOf(terms.propertyNames())) {
            JsonNode value = terms.get(name);
            if (value.isString()) {
                terms.set(name, published(name, value));
            } else if (!RelativeTerms.CLIENT_NAMED.contains(name)) {
                emitIn(name, value);
            }
        }
    }

    private static void emitIn(String name, JsonNode value) {
        if (value instanceof ObjectNode object) {
            emit(object);
        } else if (value instanceof ArrayNode list) {
            for (int place = 0; place < list.size(); place++) {
                JsonNode item = list.get(place);
                if (item.isString()) {
                    list.set(place, published(name, item));
                } else {
                    emitIn(name, item);
                }
            }
        }
    }

    private static JsonNode published(String name, JsonNode given) {
        if (MEMBERS.contains(name)) {
            String word = given.stringValue().toUpperCase(Locale.ROOT);
            return text(word.equals("YEARLY") ? "ANNUAL" : word);
        }
        return SPELLED.getOrDefault(name, Set.of()).stream()
                .filter(word -> word.equalsIgnoreCase(given.stringValue()))
                .findFirst()
                .<JsonNode>map(PackageWords::text)
                .orElse(given);
    }

    private static StringNode text(String word) {
        return JsonNodeFactory.instance.stringNode(word);
    }
}
