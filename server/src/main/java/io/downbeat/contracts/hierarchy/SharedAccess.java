package io.downbeat.contracts.hierarchy;

import io.downbeat.balances.BalanceScope.ChildAccess;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** {@code hierarchy_configuration} of commits and credits: which children of their contract may use them. */
public final class SharedAccess {
    private static final String ACCESS = "child_access";
    private static final String CONTRACTS = "contract_ids";

    private enum Type {
        ALL,
        NONE,
        CONTRACT_IDS
    }

    private SharedAccess() {}

    /** @param otherwise if the request says nothing of it */
    public static ChildAccess read(Body body, ChildAccess otherwise) {
        return body.optionalObject(HierarchyPart.FIELD)
                .map(hierarchy -> {
                    hierarchy.knowsOnly(Set.of(ACCESS));
                    return access(hierarchy.object(ACCESS));
                })
                .orElse(otherwise);
    }

    private static ChildAccess access(Body access) {
        access.knowsOnly(Set.of("type", CONTRACTS));
        Type type = access.oneOf("type", Type.class);
        if (type != Type.CONTRACT_IDS && access.has(CONTRACTS)) {
            throw access.invalid(CONTRACTS, "goes with type CONTRACT_IDS, and only with it");
        }
        return switch (type) {
            case ALL -> new ChildAccess.All();
            case NONE -> ChildAccess.NONE;
            case CONTRACT_IDS -> only(access);
        };
    }

    private static ChildAccess only(Body access) {
        List<UUID> named = access.uuids(CONTRACTS);
        if (named.isEmpty()) {
            throw access.invalid(CONTRACTS, "must name at least one child; type NONE lets none use it");
        }
        return new ChildAccess.Only(Set.copyOf(named));
    }

    /** @throws Refused if one names a contract that is no child of the contract that agrees on it */
    public static void requireChildren(Collection<ChildAccess> agreed, ContractTerms terms) {
        Set<UUID> children = Families.children(terms).stream()
                .map(child -> child.contract().contract().value())
                .collect(Collectors.toSet());
        for (ChildAccess access : agreed) {
            if (access instanceof ChildAccess.Only(Set<UUID> named)) {
                named.stream()
                        .filter(id -> !children.contains(id))
                        .sorted()
                        .findFirst()
                        .ifPresent(id -> {
                            throw Refused.rule(HierarchyPart.FIELD + "." + ACCESS + "." + CONTRACTS
                                    + ": no child of this contract has the id " + id
                                    + "; a child names its parent when it is created");
                        });
            }
        }
    }

    /** Nothing where the contract alone can use it. */
    public static void show(ChildAccess access, ObjectNode view) {
        switch (access) {
            case ChildAccess.None _ -> {}
            case ChildAccess.All _ -> node(view, Type.ALL);
            case ChildAccess.Only(Set<UUID> named) ->
                named.stream()
                        .sorted()
                        .map(UUID::toString)
                        .forEach(node(view, Type.CONTRACT_IDS).putArray(CONTRACTS)::add);
        }
    }

    /** Also where the contract alone can use it: as what an edit made of it. */
    public static void showInFull(ChildAccess access, ObjectNode view) {
        if (access instanceof ChildAccess.None) {
            node(view, Type.NONE);
        } else {
            show(access, view);
        }
    }

    private static ObjectNode node(ObjectNode view, Type type) {
        return view.putObject(HierarchyPart.FIELD).putObject(ACCESS).put("type", type.name());
    }
}
