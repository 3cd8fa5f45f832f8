package io.downbeat.contracts;

import io.downbeat.balances.BalanceReadings;
import io.downbeat.contracts.ReadContracts.ApiVersion;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Contracts, second version: a contract as it stands, and its edits. */
@RestController
@RequestMapping("/v2/contracts")
final class ContractsV2Api {
    private final ReadContracts contracts;
    private final EditContract edits;
    private final ContractEditStore history;
    private final ContractViews views;

    ContractsV2Api(ReadContracts contracts, EditContract edits, ContractEditStore history, ContractViews views) {
        this.contracts = contracts;
        this.edits = edits;
        this.history = history;
        this.views = views;
    }

    @PostMapping("/get")
    @Reads
    Data<ObjectNode> get(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "as_of_date", "include_balance", "include_ledgers"));
        body.refuseUnbuilt("as_of_date");
        BalanceReadings.Asked asked = BalanceReadings.Asked.read(body);
        return new Data<>(views.v2(List.of(find(body)), asked).getFirst());
    }

    @PostMapping("/list")
    @Reads
    Data<List<ObjectNode>> list(Body body) {
        BalanceReadings.Asked asked = BalanceReadings.Asked.read(body);
        return new Data<>(views.v2(contracts.list(body, ApiVersion.V2), asked));
    }

    @PostMapping("/edit")
    @Changes(action = "edit_contract", resource = "contract")
    Data<Edited> edit(Body body) {
        ContractEdit edit = edits.edit(body);
        return new Data<>(new Edited(edit.contract().contract(), edit.view()));
    }

    @PostMapping("/getEditHistory")
    @Reads
    Data<List<ObjectNode>> getEditHistory(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id"));
        Contract.Ref contract = find(body).contract().ref();
        return new Data<>(history.of(contract).stream().map(ContractEdit::view).toList());
    }

    private ContractState find(Body body) {
        return contracts.find(body, ApiVersion.V2);
    }

    private record Edited(ContractId id, ObjectNode edit) {}
}
