package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.platform.http.Body;
import java.util.Set;

/** The commits of a contract, paid ahead or in arrears. */
public final class CommitsPart extends BalancesPart {
    /** What the published history shows of a new commit. */
    private static final Set<String> HISTORY = Set.of(
            "id",
            "product",
            "type",
            "access_schedule",
            "applicable_product_ids",
            "applicable_product_tags",
            "description",
            "invoice_schedule",
            "name",
            "priority",
            "rate_type",
            "rollover_fraction",
            "specifiers");

    private final BalanceRequests requests;

    CommitsPart(BalanceRequests requests, Balances balances, BalanceViews views, AgreedBalances changes) {
        super(
                new Words(ContractTerms.COMMITS, Set.of(BalanceType.PREPAID, BalanceType.POSTPAID), "commits", HISTORY),
                balances,
                views,
                changes);
        this.requests = requests;
    }

    @Override
    Balance read(Body body, BalanceRequests.Made made) {
        return requests.commit(body, made);
    }
}
