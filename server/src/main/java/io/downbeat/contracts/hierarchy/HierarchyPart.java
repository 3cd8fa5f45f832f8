package io.downbeat.contracts.hierarchy;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A contract's place in an account hierarchy, which it says when it is created and keeps. */
public final class HierarchyPart implements ContractPart<Hierarchy> {
    static final String FIELD = "hierarchy_configuration";
    /** Contracts of a family that are neither archived nor over, the parent counted. */
    private static final int MOST_ACTIVE = 10;

    private final HierarchyStore store;
    private final Providers providers;

    HierarchyPart(HierarchyStore store, Providers providers) {
        this.store = store;
        this.providers = providers;
    }

    private record MemberView(ContractId contractId, CustomerId customerId) {
        static MemberView of(Contract.Ref contract) {
            return new MemberView(contract.contract(), contract.customer());
        }
    }

    private record Behavior(Hierarchy.Consolidation invoiceConsolidationType) {}

    private record ParentView(
            List<MemberView> children, @Nullable Behavior parentBehavior) {}

    private record ChildView(
            MemberView parent, Hierarchy.Payer payer, Hierarchy.UsageStatements usageStatementBehavior) {}

    @Override
    public TermKind<Hierarchy> kind() {
        return Hierarchy.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(FIELD);
    }

    /** A contract stays where it is. */
    @Override
    public Set<String> editFields() {
        return Set.of();
    }

    /**
     * Locks the parent, so that no two children are the tenth member. It is the last thing locked before the contract that
     * the new one renews, which is the new one's own customer's.
     *
     * <p>Refuses a parent that is not there (404), is archived, is a child itself or has a full family; a child that wants to be a
     * parent; statements on the invoice of a parent that does not pay; and a parent that pays through a marketplace.
     */
    @Override
    public Hierarchy create(Body body, Creation creation) {
        Optional<Body> asked = body.optionalObject(FIELD);
        if (asked.isEmpty()) {
            return new Hierarchy.Standalone();
        }
        Body hierarchy = asked.get();
        hierarchy.knowsOnly(Set.of("parent", "parent_behavior", "payer", "usage_statement_behavior"));
        Optional<Body> parent = hierarchy.optionalObject("parent");
        Hierarchy.Consolidation consolidation = consolidation(hierarchy);
        if (parent.isPresent()) {
            if (consolidation != null) {
                throw hierarchy.invalid("parent_behavior", "a child cannot be a parent; leave this or parent out");
            }
            return child(hierarchy, parent.get(), creation.contract().startingAt(), creation.now());
        }
        for (String field : List.of("payer", "usage_statement_behavior")) {
            if (hierarchy.has(field)) {
                throw hierarchy.invalid(field, "goes with parent, and only with it");
            }
        }
        return consolidation == null ? new Hierarchy.Standalone() : new Hierarchy.Parent(List.of(), consolidation);
    }

    private static Hierarchy.@Nullable Consolidation consolidation(Body hierarchy) {
        Optional<Body> behavior = hierarchy.optionalObject("parent_behavior");
        behavior.ifPresent(given -> given.knowsOnly(Set.of("invoice_consolidation_type")));
        return behavior.flatMap(
                        given -> given.optionalOneOf("invoice_consolidation_type", Hierarchy.Consolidation.class))
                .orElse(null);
    }

    private Hierarchy child(Body hierarchy, Body named, Instant startingAt, Instant now) {
        named.knowsOnly(Set.of("contract_id", "customer_id"));
        Contract.Ref parent =
                new Contract.Ref(new CustomerId(named.uuid("customer_id")), new ContractId(named.uuid("contract_id")));
        Hierarchy.Payer payer =
                hierarchy.optionalOneOf("payer", Hierarchy.Payer.class).orElse(Hierarchy.Payer.SELF);
        Hierarchy.UsageStatements statements = hierarchy
                .optionalOneOf("usage_statement_behavior", Hierarchy.UsageStatements.class)
                .orElse(Hierarchy.UsageStatements.SEPARATE);
        if (statements == Hierarchy.UsageStatements.CONSOLIDATE && payer != Hierarchy.Payer.PARENT) {
            throw hierarchy.invalid("usage_statement_behavior", "CONSOLIDATE needs payer PARENT");
        }
        HierarchyStore.Candidate found = store.lock(parent)
                .orElseThrow(() -> Refused.notFound(
                        "customer " + parent.customer() + " has no contract with the id " + parent.contract()));
        if (found.isArchived()) {
            throw named.invalid("contract_id", "this contract is archived and cannot be a parent");
        }
        if (found.isChild()) {
            throw named.invalid(
                    "contract_id", "this contract is a child itself, and a hierarchy has one level; name its parent");
        }
        if (store.activeChildren(parent, now) + 2 > MOST_ACTIVE) {
            throw named.invalid(
                    "contract_id",
                    "this contract's family has " + MOST_ACTIVE
                            + " active contracts already, which is the most; end or archive one of them first");
        }
        if (payer == Hierarchy.Payer.PARENT) {
            refuseMarketplace(parent, startingAt, hierarchy);
        }
        return new Hierarchy.Child(parent, payer, statements);
    }

    /** A marketplace is metered hour by hour through one customer's configuration. */
    private void refuseMarketplace(Contract.Ref parent, Instant startingAt, Body hierarchy) {
        List<ConfigurationId> named = store.configurations(parent, startingAt);
        boolean isMarketplace = !named.isEmpty()
                && providers.findAll(named).values().stream()
                        .anyMatch(one -> one.provider().isMarketplace());
        if (isMarketplace) {
            throw hierarchy.invalid("payer", Families.NOT_METERED_FOR_CHILDREN + "; use SELF");
        }
    }

    @Override
    public Change<Hierarchy> edit(Body body, CustomerId customer) {
        return (before, edit) -> before;
    }

    /** A parent's children are stored with themselves. */
    @Override
    public void save(Contract was, Contract contract, Hierarchy before, Hierarchy after) {
        if (before instanceof Hierarchy.Standalone) {
            store.add(contract.ref(), after);
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("contract_hierarchy");
    }

    @Override
    public Map<ContractId, Hierarchy> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<Hierarchy> view(Collection<Hierarchy> terms) {
        return (contract, hierarchy, node, place) -> {
            if (place == Place.TERMS) {
                show(hierarchy, node);
            }
        };
    }

    /** Children come and go without an edit of their parent, and make a parent of a contract that stood alone. */
    @Override
    public void showAsOf(Instant instant, Contract contract, Hierarchy terms, ObjectNode view) {
        if (terms instanceof Hierarchy.Parent parent) {
            view.remove(FIELD);
            List<Hierarchy.Member> there = parent.children().stream()
                    .filter(child -> child.wasThere(instant))
                    .toList();
            if (!there.isEmpty() || parent.consolidation() != null) {
                show(there, parent.consolidation(), view);
            }
        }
    }

    private static void show(
            List<Hierarchy.Member> children, Hierarchy.@Nullable Consolidation consolidation, ObjectNode node) {
        node.set(
                FIELD,
                Json.MAPPER.valueToTree(new ParentView(
                        children.stream()
                                .map(child -> MemberView.of(child.contract()))
                                .toList(),
                        consolidation == null ? null : new Behavior(consolidation))));
    }

    private static void show(Hierarchy hierarchy, ObjectNode node) {
        switch (hierarchy) {
            case Hierarchy.Standalone _ -> {}
            case Hierarchy.Parent parent ->
                show(
                        parent.children().stream()
                                .filter(child -> !child.isArchived())
                                .toList(),
                        parent.consolidation(),
                        node);
            case Hierarchy.Child child ->
                node.set(
                        FIELD,
                        Json.MAPPER.valueToTree(
                                new ChildView(MemberView.of(child.parent()), child.payer(), child.usageStatements())));
        }
    }
}
