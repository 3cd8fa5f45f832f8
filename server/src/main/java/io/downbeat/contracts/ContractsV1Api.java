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

/** Contracts, first version: ending and archiving them, and their initial beside their current terms. */
@RestController
@RequestMapping("/v1/contracts")
final class ContractsV1Api {
    private final ReadContracts contracts;
    private final EditContract edits;
    private final ArchiveContracts archive;
    private final ContractViews views;

    ContractsV1Api(ReadContracts contracts, EditContract edits, ArchiveContracts archive, ContractViews views) {
        this.contracts = contracts;
        this.edits = edits;
        this.archive = archive;
        this.views = views;
    }

    @PostMapping("/get")
    @Reads
    Data<ObjectNode> get(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "include_balance", "include_ledgers"));
        BalanceReadings.Asked asked = BalanceReadings.Asked.read(body);
        ContractState found = contracts.find(body, ApiVersion.V1);
        return new Data<>(views.v1(List.of(found), asked).getFirst());
    }

    @PostMapping("/list")
    @Reads
    Data<List<ObjectNode>> list(Body body) {
        BalanceReadings.Asked asked = BalanceReadings.Asked.read(body);
        return new Data<>(views.v1(contracts.list(body, ApiVersion.V1), asked));
    }

    @PostMapping("/updateEndDate")
    @Changes(action = "end_contract", resource = "contract")
    Data<Named> updateEndDate(Body body) {
        return new Data<>(new Named(edits.updateEndDate(body)));
    }

    @PostMapping("/archive")
    @Changes(action = "archive_contract", resource = "contract")
    Data<Named> archive(Body body) {
        return new Data<>(new Named(archive.archive(body)));
    }

    private record Named(ContractId id) {}
}
