package io.downbeat.contracts;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceReadings;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Contracts as the API shows them: v1 with initial and current terms side by side, v2 as they stand. */
final class ContractViews {
    /** Lists that an answer has even if no part puts anything in: kinds of terms that cannot be agreed on yet. */
    private static final List<String> LISTS_OF_TERMS = List.of("overrides");

    private static final List<String> LISTS_OF_V2 = List.of("revenue_system_configuration_schedule", "usage_filter");
    private static final List<String> LISTS_OF_V1 = List.of("amendments");
    private static final String TRANSITIONS = "transitions";
    private static final String MORE = "has_more";

    /** As many of each as v2 embeds; a list gives the rest. v1 has no way to say that there are more, and shows all. */
    private static final int MOST = 25;

    private record Transition(String type, ContractId fromContractId, ContractId toContractId) {
        static Transition renewal(ContractId from, ContractId to) {
            return new Transition("RENEWAL", from, to);
        }
    }

    /** A contract with the first of its commits and credits, and whether it has more. */
    private record First(ContractState state, boolean moreCommits, boolean moreCredits) {

        static First of(ContractState state) {
            List<Balance> commits = state.terms().commits();
            List<Balance> credits = state.terms().credits();
            List<Balance> first = Stream.concat(
                            commits.stream().limit(MOST), credits.stream().limit(MOST))
                    .toList();
            return new First(
                    state.with(state.terms().with(ContractTerms.BALANCES, first)),
                    commits.size() > MOST,
                    credits.size() > MOST);
        }

        void tellMore(ObjectNode view) {
            tellMore(moreCommits, moreCredits, view);
        }

        static void tellMore(boolean moreCommits, boolean moreCredits, ObjectNode view) {
            if (moreCommits || moreCredits) {
                view.putObject(MORE).put("commits", moreCommits).put("credits", moreCredits);
            }
        }
    }

    private final ContractStore contracts;
    private final ContractParts parts;
    private final BalanceReadings readings;
    private final InstantSource clock;

    ContractViews(ContractStore contracts, ContractParts parts, BalanceReadings readings, InstantSource clock) {
        this.contracts = contracts;
        this.parts = parts;
        this.readings = readings;
        this.clock = clock;
    }

    /** @param states contracts of one customer */
    List<ObjectNode> v1(Collection<ContractState> states, BalanceReadings.Asked asked) {
        Shown shown = shown(states);
        Consumer<ObjectNode> additions = additions(states, asked);
        return states.stream()
                .map(state -> {
                    ObjectNode view = shown.node(state, ContractPart.Place.V1, LISTS_OF_V1);
                    view.set("initial", state.initialTerms());
                    ObjectNode current = shown.terms(state.terms(), state.renewedFrom());
                    additions.accept(current);
                    view.set("current", current);
                    return view;
                })
                .toList();
    }

    /** @param all contracts of one customer */
    List<ObjectNode> v2(Collection<ContractState> all, BalanceReadings.Asked asked) {
        List<First> firsts = all.stream().map(First::of).toList();
        List<ContractState> states = firsts.stream().map(First::state).toList();
        Shown shown = shown(states);
        Consumer<ObjectNode> additions = additions(states, asked);
        return firsts.stream()
                .map(first -> {
                    ContractState state = first.state();
                    ObjectNode view = shown.node(state, ContractPart.Place.V2, LISTS_OF_V2);
                    ObjectNode terms = shown.terms(state.terms(), state.renewedFrom());
                    // What v2 shows in a form of its own stays.
                    terms.remove(view.propertyNames());
                    view.setAll(terms);
                    additions.accept(view);
                    first.tellMore(view);
                    return view;
                })
                .toList();
    }

    /** A contract that is about to be edited, as v2 shows it but for what no edit changes. */
    ObjectNode before(ContractTerms terms) {
        return v2(
                        List.of(new ContractState(terms, null, null, null, Json.MAPPER.createObjectNode())),
                        BalanceReadings.Asked.NOTHING)
                .getFirst();
    }

    /**
     * A contract as it stood at an instant: without what came by itself afterwards, such as the commits of later periods.
     *
     * @param before what the first edit after the instant found; {@code null} if there was none
     */
    ObjectNode asOf(Instant instant, ContractState today, @Nullable ObjectNode before) {
        ObjectNode view = before == null
                ? v2(List.of(today), BalanceReadings.Asked.NOTHING).getFirst()
                : withWhatNoEditChanges(before, today);
        Instant archivedAt = today.contract().archivedAt();
        if (archivedAt != null && archivedAt.truncatedTo(ChronoUnit.MILLIS).isAfter(instant)) {
            view.remove("archived_at");
        }
        removeLaterBalances(instant, today.terms(), view);
        removeLaterRenewals(instant, today.contract(), view.withArray(TRANSITIONS));
        parts.showAsOf(instant, today.terms(), view);
        return view;
    }

    private static ObjectNode withWhatNoEditChanges(ObjectNode before, ContractState today) {
        if (today.uniquenessKey() != null) {
            before.put("uniqueness_key", today.uniquenessKey());
        }
        if (today.packageId() != null) {
            before.put("package_id", today.packageId().toString());
        }
        before.set(TRANSITIONS, withOrigin(today, before.withArray(TRANSITIONS)));
        return before;
    }

    /** None of a contract's balances is ever gone, so those of today tell how many there were. */
    private static void removeLaterBalances(Instant instant, ContractTerms today, ObjectNode view) {
        view.remove(MORE);
        First.tellMore(isMore(today.commits(), instant), isMore(today.credits(), instant), view);
        for (String list : List.of("commits", "credits")) {
            view.withArray(list)
                    .removeIf(balance -> Instant.parse(balance.get("created_at").stringValue())
                            .isAfter(instant));
        }
    }

    private static boolean isMore(List<Balance> balances, Instant instant) {
        return balances.stream()
                        .filter(balance -> !balance.createdAt()
                                .truncatedTo(ChronoUnit.MILLIS)
                                .isAfter(instant))
                        .count()
                > MOST;
    }

    private void removeLaterRenewals(Instant instant, Contract contract, ArrayNode transitions) {
        Set<ContractId> there = contracts.createdBy(
                instant,
                contract.customer(),
                transitions.valueStream().map(ContractViews::renewedBy).toList());
        transitions.removeIf(each -> !there.contains(renewedBy(each)));
    }

    private static ContractId renewedBy(JsonNode transition) {
        return new ContractId(UUID.fromString(transition.get("to_contract_id").stringValue()));
    }

    /** The renewals that were known then, after the one that this contract is. */
    private static ArrayNode withOrigin(ContractState today, ArrayNode renewals) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        if (today.renewedFrom() != null) {
            all.add(Json.MAPPER.<ObjectNode>valueToTree(
                    Transition.renewal(today.renewedFrom(), today.contract().id())));
        }
        return all.addAll(renewals);
    }

    /** The terms of a contract that is being created, as v1 will show them for ever as its initial ones. */
    ObjectNode initialTerms(ContractTerms terms, @Nullable ContractId renewedFrom) {
        return new Shown(parts.view(List.of(terms)), Map.of()).terms(terms, renewedFrom);
    }

    private Shown shown(Collection<ContractState> states) {
        return new Shown(
                parts.view(states.stream().map(ContractState::terms).toList()),
                contracts.renewals(
                        states.stream().map(state -> state.contract().ref()).toList()));
    }

    /**
     * What is to be done to the view of each contract's terms.
     *
     * @param states contracts of one customer
     */
    private Consumer<ObjectNode> additions(Collection<ContractState> states, BalanceReadings.Asked asked) {
        List<Balance> all = states.stream()
                .flatMap(state -> state.terms().get(ContractTerms.BALANCES).stream())
                .toList();
        boolean isKnown = asked.isNothing()
                && all.stream().noneMatch(balance -> balance.origin().isProvisional());
        if (isKnown || all.isEmpty()) {
            return terms -> {};
        }
        BalanceReadings.Shown shown = readings.of(all.getFirst().customer(), all, asked, clock.instant());
        Map<BalanceId, Balance> known = all.stream().collect(Collectors.toMap(Balance::id, Function.identity()));
        return terms -> Stream.of("commits", "credits")
                .flatMap(list -> terms.withArray(list).valueStream())
                .forEach(view -> shown.addTo((ObjectNode) view, Objects.requireNonNull(known.get(id(view)))));
    }

    private static BalanceId id(JsonNode view) {
        return new BalanceId(UUID.fromString(view.get("id").stringValue()));
    }

    /** What the contracts of one answer refer to, read once for all of them. */
    private record Shown(ContractPart.View<ContractTerms> view, Map<ContractId, List<ContractId>> renewals) {

        ObjectNode node(ContractState state, ContractPart.Place place, List<String> lists) {
            ObjectNode node = node(state.terms(), place, lists);
            if (state.uniquenessKey() != null) {
                node.put("uniqueness_key", state.uniquenessKey());
            }
            if (state.packageId() != null) {
                node.put("package_id", state.packageId().toString());
            }
            return node;
        }

        ObjectNode terms(ContractTerms terms, @Nullable ContractId renewedFrom) {
            ObjectNode node = node(terms, ContractPart.Place.TERMS, LISTS_OF_TERMS);
            node.set(
                    TRANSITIONS,
                    Json.MAPPER.valueToTree(transitions(terms.contract().id(), renewedFrom)));
            return node;
        }

        private ObjectNode node(ContractTerms terms, ContractPart.Place place, List<String> lists) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            ContractHeader.show(terms.contract(), node, place);
            view.show(terms.contract(), terms, node, place);
            lists.stream().filter(list -> !node.has(list)).forEach(node::putArray);
            return node;
        }

        private List<Transition> transitions(ContractId id, @Nullable ContractId renewedFrom) {
            List<Transition> all = new ArrayList<>();
            if (renewedFrom != null) {
                all.add(Transition.renewal(renewedFrom, id));
            }
            renewals.getOrDefault(id, List.of()).forEach(next -> all.add(Transition.renewal(id, next)));
            return all;
        }
    }
}
