package io.downbeat.contracts.overrides;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.TermKind;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Overrides: other prices than the rate card's, and whether a product can be had. They are added and removed. */
public final class OverridesPart implements ContractPart<List<RateOverride>> {
    private static final String CREATE = "overrides";
    private static final String ADD = "add_overrides";
    private static final String REMOVE = "remove_overrides";

    /** Groups of one product that overrides may price apart: each is an interval of its own on every draft. */
    private static final long MOST_GROUPS = 1_000;

    private final OverrideRequests requests;
    private final RateOverrideStore store;
    private final Pricing pricing;

    OverridesPart(OverrideRequests requests, RateOverrideStore store, Pricing pricing) {
        this.requests = requests;
        this.store = store;
        this.pricing = pricing;
    }

    @Override
    public TermKind<List<RateOverride>> kind() {
        return RateOverride.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD, REMOVE);
    }

    /**
     * Refuses an override that changes nothing or two things, that has no target or two kinds of it, an OVERWRITE that is
     * not of one product with all of its group values, a multiplier below zero, one without the priority that its contract
     * needs, and what only a commit-specific one may say.
     */
    @Override
    public List<RateOverride> create(Body body, Creation creation) {
        return requests.read(
                body, CREATE, creation.contract(), card(creation.contract()), creation.now(), creation.temporaryIds());
    }

    /** Besides what {@link #create} refuses: removing an override that the contract does not have. */
    @Override
    public Change<List<RateOverride>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<RateOverride> overrides = new ArrayList<>(before);
            body.optionalObjects(REMOVE).forEach(asked -> remove(overrides, asked, edit));
            Contract contract = edit.after().contract();
            List<RateOverride> added =
                    requests.read(body, ADD, contract, card(contract), edit.now(), edit.temporaryIds());
            if (!added.isEmpty()) {
                overrides.addAll(added);
                edit.changes().withArray(ADD).addAll(views(added, products(added)));
            }
            return List.copyOf(overrides);
        };
    }

    private @Nullable RateCard card(Contract contract) {
        RateCardId card = contract.rateCard();
        return card == null ? null : pricing.rateCard(card).orElse(null);
    }

    private static void remove(List<RateOverride> overrides, Body asked, Edit edit) {
        asked.knowsOnly(Set.of("id"));
        UUID id = asked.uuid("id");
        if (!overrides.removeIf(override -> override.id().equals(id))) {
            throw asked.invalid("id", "the contract has no such override");
        }
        edit.changes().withArray(REMOVE).addObject().put("id", id.toString());
    }

    /** Every combination of the values named may be a group that is priced apart. */
    @Override
    public void requireConsistent(ContractTerms before, ContractTerms after, Instant now) {
        Map<String, Set<String>> named = new HashMap<>();
        after.get(RateOverride.KIND)
                .forEach(override -> override.target()
                        .specifiers()
                        .forEach(specifier -> specifier
                                .presentationGroupValues()
                                .forEach((key, value) -> named.computeIfAbsent(key, _ -> new HashSet<>())
                                        .add(value))));
        long groups = 1;
        for (Set<String> values : named.values()) {
            groups *= values.size() + 1L;
            if (groups > MOST_GROUPS) {
                throw Refused.rule("the presentation_group_values of a contract's overrides may tell at most "
                        + MOST_GROUPS + " groups apart");
            }
        }
    }

    @Override
    public void save(Contract was, Contract contract, List<RateOverride> before, List<RateOverride> after) {
        store.remove(
                contract.ref(),
                before.stream().filter(override -> !after.contains(override)).toList());
        after.stream()
                .filter(override -> !before.contains(override))
                .forEach(override -> store.add(contract.ref(), override));
    }

    @Override
    public Optional<String> table() {
        return Optional.of("rate_override");
    }

    @Override
    public Map<ContractId, List<RateOverride>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<List<RateOverride>> view(Collection<List<RateOverride>> terms) {
        Map<ProductId, Product> products =
                products(terms.stream().flatMap(List::stream).toList());
        return (contract, overrides, node, place) -> {
            if (place == Place.TERMS) {
                node.set(CREATE, views(overrides, products));
            }
        };
    }

    private Map<ProductId, Product> products(Collection<RateOverride> overrides) {
        Set<ProductId> named = new HashSet<>();
        overrides.forEach(override -> {
            if (override.target() instanceof RateOverride.Target.OfProduct of) {
                named.add(of.product());
            }
        });
        return named.isEmpty() ? Map.of() : pricing.products(named);
    }

    private static ArrayNode views(List<RateOverride> overrides, Map<ProductId, Product> products) {
        ArrayNode views = Json.MAPPER.createArrayNode();
        overrides.forEach(
                override -> views.add(Json.MAPPER.<ObjectNode>valueToTree(OverrideView.of(override, products))));
        return views;
    }
}
