package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceId;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commits and credits of customers, first version: making them, ending them early, and adjusting any balance by hand. */
@RestController
@RequestMapping("/v1/contracts")
final class BalancesV1Api {
    private final CreateCustomerBalances creation;
    private final EndCustomerBalances ends;
    private final AdjustBalances adjustments;

    BalancesV1Api(CreateCustomerBalances creation, EndCustomerBalances ends, AdjustBalances adjustments) {
        this.creation = creation;
        this.ends = ends;
        this.adjustments = adjustments;
    }

    @PostMapping("/customerCommits/create")
    @Changes(action = "create_commit", resource = "commit")
    Data<Named> createCommit(Body body) {
        return named(creation.commit(body));
    }

    @PostMapping("/customerCredits/create")
    @Changes(action = "create_credit", resource = "credit")
    Data<Named> createCredit(Body body) {
        return named(creation.credit(body));
    }

    @PostMapping("/customerCommits/updateEndDate")
    @Changes(action = "end_commit", resource = "commit")
    Data<Named> endCommit(Body body) {
        return named(ends.commit(body));
    }

    @PostMapping("/customerCredits/updateEndDate")
    @Changes(action = "end_credit", resource = "credit")
    Data<Named> endCredit(Body body) {
        return named(ends.credit(body));
    }

    @PostMapping("/addManualBalanceLedgerEntry")
    @Changes(action = "adjust_balance", resource = "balance")
    void adjust(Body body) {
        adjustments.adjust(body);
    }

    private static Data<Named> named(BalanceId id) {
        return new Data<>(new Named(id));
    }

    private record Named(BalanceId id) {}
}
