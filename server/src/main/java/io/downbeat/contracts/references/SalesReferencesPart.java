package io.downbeat.contracts.references;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** References to where a contract was sold. They come with a new contract, and the API has no way to change them. */
public final class SalesReferencesPart implements ContractPart<SalesReferences> {
    private static final String NETSUITE = "netsuite_sales_order_id";
    private static final String SALESFORCE = "salesforce_opportunity_id";
    private static final String VALUE = "total_contract_value";

    private final SalesReferencesStore store;

    SalesReferencesPart(SalesReferencesStore store) {
        this.store = store;
    }

    @Override
    public TermKind<SalesReferences> kind() {
        return SalesReferences.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(NETSUITE, SALESFORCE, VALUE);
    }

    @Override
    public SalesReferences create(Body body, Creation creation) {
        return new SalesReferences(
                body.optionalText(NETSUITE).orElse(null),
                body.optionalText(SALESFORCE).orElse(null),
                body.optionalDecimal(VALUE).orElse(null));
    }

    @Override
    public void save(Contract was, Contract contract, SalesReferences before, SalesReferences after) {
        if (!after.equals(before)) {
            store.add(contract.ref(), after);
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("contract_sales_references");
    }

    @Override
    public Map<ContractId, SalesReferences> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<SalesReferences> view(Collection<SalesReferences> terms) {
        return (contract, references, node, place) -> {
            if (place == Place.TERMS && !references.areNone()) {
                node.setAll((ObjectNode) Json.MAPPER.valueToTree(references));
            }
        };
    }
}
