package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commits and credits, second version: edits of one of them. */
@RestController
@RequestMapping("/v2/contracts")
final class BalancesV2Api {
    private final EditBalances edits;

    BalancesV2Api(EditBalances edits) {
        this.edits = edits;
    }

    @PostMapping("/commits/edit")
    @Changes(action = "edit_commit", resource = "commit")
    Data<Named> editCommit(Body body) {
        return new Data<>(new Named(edits.commit(body)));
    }

    @PostMapping("/credits/edit")
    @Changes(action = "edit_credit", resource = "credit")
    Data<Named> editCredit(Body body) {
        return new Data<>(new Named(edits.credit(body)));
    }

    private record Named(BalanceId id) {}
}
