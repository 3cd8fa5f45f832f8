package io.downbeat.contracts.royalties;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reseller royalties: what a reseller keeps, dated. They are added; one that is added later takes the place of one before. */
public final class ResellerRoyaltiesPart implements ContractPart<List<ResellerRoyalty>> {
    private static final String CREATE = "reseller_royalties";
    private static final String ADD = "add_reseller_royalties";

    private final ResellerRoyaltyRequests requests;
    private final ResellerRoyaltyStore store;

    ResellerRoyaltiesPart(ResellerRoyaltyRequests requests, ResellerRoyaltyStore store) {
        this.requests = requests;
        this.store = store;
    }

    @Override
    public TermKind<List<ResellerRoyalty>> kind() {
        return ResellerRoyalty.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD);
    }

    /**
     * Refuses a fraction that is not from 0 to 1, a start or an end inside an hour, an end that is not after the start, a
     * product that does not exist, options of another marketplace than the reseller's, and what is missing.
     */
    @Override
    public List<ResellerRoyalty> create(Body body, Creation creation) {
        return requests.read(body, CREATE, List.of());
    }

    /** Refuses what {@link #create} refuses; what is left out is as in the contract's last royalty of the same type. */
    @Override
    public Change<List<ResellerRoyalty>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<ResellerRoyalty> royalties = requests.read(body, ADD, before);
            for (ResellerRoyalty added : royalties.subList(before.size(), royalties.size())) {
                edit.changes().withArray(ADD).add(ResellerRoyaltyView.of(added));
            }
            return royalties;
        };
    }

    /** A royalty keeps its place among the contract's for ever, because none is ever changed or taken away. */
    @Override
    public void save(Contract was, Contract contract, List<ResellerRoyalty> before, List<ResellerRoyalty> after) {
        for (int place = before.size(); place < after.size(); place++) {
            store.add(contract.ref(), place, after.get(place));
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("reseller_royalty");
    }

    @Override
    public Map<ContractId, List<ResellerRoyalty>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    /** One after the other in v1; v2 has them by the type of reseller. */
    @Override
    public View<List<ResellerRoyalty>> view(Collection<List<ResellerRoyalty>> terms) {
        return (contract, royalties, node, place) -> {
            if (place == Place.TERMS) {
                ArrayNode all = node.putArray(CREATE);
                royalties.forEach(royalty -> all.add(ResellerRoyaltyView.of(royalty)));
            } else if (place == Place.V2) {
                node.set(CREATE, byType(royalties));
            }
        };
    }

    private static ArrayNode byType(List<ResellerRoyalty> royalties) {
        ArrayNode types = Json.MAPPER.createArrayNode();
        List<ResellerType> named =
                royalties.stream().map(ResellerRoyalty::type).distinct().toList();
        for (ResellerType type : named) {
            ObjectNode one = types.addObject().put("reseller_type", type.name());
            ArrayNode segments = one.putArray("segments");
            royalties.stream()
                    .filter(royalty -> royalty.type() == type)
                    .forEach(royalty -> segments.add(ResellerRoyaltyView.of(royalty)));
        }
        return types;
    }
}
