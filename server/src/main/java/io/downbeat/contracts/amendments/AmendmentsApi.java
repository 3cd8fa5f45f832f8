package io.downbeat.contracts.amendments;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Amends contracts, as clients did before there were edits. */
@RestController
final class AmendmentsApi {
    record Id(UUID id) {}

    private final AmendContract amending;

    AmendmentsApi(AmendContract amending) {
        this.amending = amending;
    }

    @PostMapping("/v1/contracts/amend")
    @Changes(action = "amend_contract", resource = "contract")
    Data<Id> amend(Body body) {
        return new Data<>(new Id(amending.amend(body)));
    }
}
