package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.platform.http.Body;
import java.util.Set;

/** The credits of a contract, which are given away. */
public final class CreditsPart extends BalancesPart {
    /** What the published history shows of a new credit. */
    private static final Set<String> HISTORY = Set.of(
            "id",
            "product",
            "type",
            "access_schedule",
            "applicable_product_ids",
            "applicable_product_tags",
            "description",
            "name",
            "priority",
            "rate_type",
            "rollover_fraction",
            "specifiers");

    private final BalanceRequests requests;

    CreditsPart(BalanceRequests requests, Balances balances, BalanceViews views, AgreedBalances changes) {
        super(
                new Words(ContractTerms.CREDITS, Set.of(BalanceType.CREDIT), "credits", HISTORY),
                balances,
                views,
                changes);
        this.requests = requests;
    }

    @Override
    Balance read(Body body, BalanceRequests.Made made) {
        return requests.credit(body, made);
    }
}
