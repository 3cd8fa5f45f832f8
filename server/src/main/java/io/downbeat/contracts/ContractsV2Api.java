package io.downbeat.contracts;

import io.downbeat.balances.BalanceReadings;
import io.downbeat.contracts.ReadContracts.ApiVersion;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Contracts, second version: a contract as it stands, and its edits. */
@RestController
@RequestMapping("/v2/contracts")
final class ContractsV2Api {
    private static final String AS_OF = "as_of_date";

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
        body.knowsOnly(Set.of("customer_id", "contract_id", AS_OF, "include_balance", "include_ledgers"));
        BalanceReadings.Asked asked = BalanceReadings.Asked.read(body);
        Optional<Instant> asOf = body.optionalInstant(AS_OF).map(given -> given.truncatedTo(ChronoUnit.MILLIS));
        if (asOf.isPresent()) {
            return new Data<>(asOf(body, asked, asOf.get()));
        }
        return new Data<>(views.v2(List.of(find(body)), asked).getFirst());
    }

    private ObjectNode asOf(Body body, BalanceReadings.Asked asked, Instant asOf) {
        if (!asked.isNothing()) {
            throw body.invalid(AS_OF, "does not go with include_ledgers or include_balance: those are of today");
        }
        ContractState today = find(body);
        // As answers show it, so that it can be given back.
        Instant createdAt = today.contract().createdAt().truncatedTo(ChronoUnit.MILLIS);
        if (asOf.isBefore(createdAt)) {
            throw body.invalid(AS_OF, "the contract was created later: " + createdAt);
        }
        return switch (history.after(today.contract().ref(), asOf)) {
            case ContractEditStore.Found.AsToday _ -> views.asOf(asOf, today, null);
            case ContractEditStore.Found.Before(ObjectNode before) -> views.asOf(asOf, today, before);
            case ContractEditStore.Found.NotKept _ ->
                throw body.invalid(
                        AS_OF,
                        "the contract was edited after it by an earlier version of this server, which did not keep how"
                                + " it stood; see v2/contracts/getEditHistory");
        };
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
