package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.overrides.NamedBalances;
import io.downbeat.customers.CustomerId;
import java.util.UUID;

/** Finds what overrides name among the commits and credits that are there. */
final class BalancesNamedInOverrides implements NamedBalances {
    private final Balances balances;

    BalancesNamedInOverrides(Balances balances) {
        this.balances = balances;
    }

    @Override
    public boolean has(CustomerId customer, Kind kind, UUID id) {
        return balances.find(customer, new BalanceId(id))
                .filter(balance -> switch (kind) {
                    case COMMIT -> balance.type() != BalanceType.CREDIT;
                    case RECURRING_COMMIT -> false;
                    case COMMIT_OR_CREDIT -> true;
                })
                .isPresent();
    }
}
