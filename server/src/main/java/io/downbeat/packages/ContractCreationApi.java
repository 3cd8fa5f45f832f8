package io.downbeat.packages;

import io.downbeat.contracts.ContractId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Creating contracts: here, because a request may name a package, and contracts know of none. */
@RestController
final class ContractCreationApi {
    private record Named(ContractId id) {}

    private final ProvisionContract creation;

    ContractCreationApi(ProvisionContract creation) {
        this.creation = creation;
    }

    @PostMapping("/v1/contracts/create")
    @Changes(action = "create_contract", resource = "contract")
    Data<Named> create(Body body) {
        return new Data<>(new Named(creation.create(body)));
    }
}
