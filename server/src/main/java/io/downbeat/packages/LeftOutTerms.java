package io.downbeat.packages;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes what a contract does not come to out of those terms of the same package that name it by a {@code temporary_id}. Pure.
 *
 * <p>What is for named terms alone, and none of them is left, is left out with them: an override without any name would be for
 * every commit and credit.
 */
final class LeftOutTerms {
    /** Lists of terms that others can name. */
    private static final List<String> NAMEABLE =
            List.of("commits", "credits", "recurring_commits", "recurring_credits", "subscriptions");

    private static final List<String> RECURRING = List.of("recurring_commits", "recurring_credits");
    private static final String OVERRIDES = "overrides";
    private static final String SPECIFIERS = "override_specifiers";
    /** How a specifier of an override names terms. */
    private static final List<String> NAMES = List.of("any_commit_or_credit_ids", "commit_ids", "recurring_commit_ids");

    private LeftOutTerms() {}

    /**
     * @param terms of the package
     * @param request those of them that the contract comes to, which is changed
     */
    static void forget(ObjectNode terms, ObjectNode request) {
        Set<String> subscriptions = leftOut(terms, request);
        for (String list : RECURRING) {
            removeIf(
                    request,
                    list,
                    item -> subscriptions.contains(
                            item.at("/subscription_config/subscription_id").asString("")));
        }
        // Also the names of those that went with their subscriptions.
        Set<String> payers = leftOut(terms, request);
        removeIf(request, OVERRIDES, override -> override instanceof ObjectNode one && isForNothing(one, payers));
    }

    private static Set<String> leftOut(ObjectNode terms, ObjectNode request) {
        Set<String> names = names(terms);
        names.removeAll(names(request));
        return names;
    }

    private static Set<String> names(ObjectNode terms) {
        Set<String> names = new HashSet<>();
        NAMEABLE.forEach(list -> terms.path(list).forEach(term -> {
            if (term.path("temporary_id").isString()) {
                names.add(term.get("temporary_id").stringValue());
            }
        }));
        return names;
    }

    /** Takes the names away, and says whether the override is for nothing any more. */
    private static boolean isForNothing(ObjectNode override, Set<String> leftOut) {
        if (!(override.get(SPECIFIERS) instanceof ArrayNode specifiers) || specifiers.isEmpty()) {
            return false;
        }
        specifiers.removeIf(specifier -> specifier instanceof ObjectNode one && namesNothing(one, leftOut));
        return specifiers.isEmpty();
    }

    private static boolean namesNothing(ObjectNode specifier, Set<String> leftOut) {
        boolean isAnyGone = false;
        boolean isAnyLeft = false;
        for (String list : NAMES) {
            if (specifier.get(list) instanceof ArrayNode names) {
                int named = names.size();
                names.removeIf(name -> leftOut.contains(name.asString("")));
                isAnyGone |= names.size() < named;
                isAnyLeft |= !names.isEmpty();
            }
        }
        return isAnyGone && !isAnyLeft;
    }

    /** A list that nothing is left of goes, too. */
    private static void removeIf(ObjectNode request, String list, Predicate<JsonNode> isGone) {
        if (request.get(list) instanceof ArrayNode terms
                && terms.removeIf(isGone).isEmpty()) {
            request.remove(list);
        }
    }
}
