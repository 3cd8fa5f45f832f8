package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.ContractPart.Nameable;
import io.downbeat.contracts.overrides.NamedBalances;
import io.downbeat.customers.CustomerId;
import java.util.Optional;
import java.util.UUID;

/** Finds what overrides name among the commits and credits that are there, single and recurring. */
final class BalancesNamedInOverrides implements NamedBalances {
    private final Balances balances;
    private final RecurringStore recurring;

    BalancesNamedInOverrides(Balances balances, RecurringStore recurring) {
        this.balances = balances;
        this.recurring = recurring;
    }

    @Override
    public Optional<Nameable> find(CustomerId customer, UUID id) {
        return balances.find(customer, new BalanceId(id))
                .map(BalancesNamedInOverrides::single)
                .or(() -> recurring.type(customer, id).map(BalancesNamedInOverrides::recurring));
    }

    private static Nameable single(Balance balance) {
        return balance.isCommit() ? Nameable.COMMIT : Nameable.CREDIT;
    }

    private static Nameable recurring(BalanceType type) {
        return type == BalanceType.CREDIT ? Nameable.RECURRING_CREDIT : Nameable.RECURRING_COMMIT;
    }
}
