package io.downbeat.contracts.amendments;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.platform.http.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The amendments of a contract, which v1 shows. They come by an operation of their own ({@link AmendContract}). */
public final class AmendmentsPart implements ContractPart<List<Amendment>> {
    private final AmendmentStore store;

    AmendmentsPart(AmendmentStore store) {
        this.store = store;
    }

    @Override
    public TermKind<List<Amendment>> kind() {
        return Amendment.KIND;
    }

    @Override
    public void save(Contract was, Contract contract, List<Amendment> before, List<Amendment> after) {
        for (int place = before.size(); place < after.size(); place++) {
            store.add(contract.ref(), place, after.get(place));
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("contract_amendment");
    }

    @Override
    public Map<ContractId, List<Amendment>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<List<Amendment>> view(Collection<List<Amendment>> terms) {
        return (contract, amendments, node, place) -> {
            if (place == Place.V1) {
                ArrayNode all = node.putArray("amendments");
                amendments.forEach(amendment -> all.add(view(amendment)));
            }
        };
    }

    private static ObjectNode view(Amendment amendment) {
        ObjectNode view = Json.MAPPER.createObjectNode();
        view.put("id", amendment.id().toString());
        view.put("created_at", Json.instant(amendment.createdAt()));
        view.put("created_by", "api");
        view.put("starting_at", Json.instant(amendment.startingAt()));
        view.setAll(amendment.terms().deepCopy());
        return view;
    }
}
