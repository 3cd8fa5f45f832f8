package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Changes a balance of a customer, one change after the other.
 *
 * <p>The order of locks: the contracts on whose invoices it is charged and is to be charged, by their ids, then the customer's
 * balances.
 */
final class CustomerBalances {
    private final Balances balances;
    private final WriteContracts contracts;
    private final Transactions transactions;

    CustomerBalances(Balances balances, WriteContracts contracts, Transactions transactions) {
        this.balances = balances;
        this.contracts = contracts;
        this.transactions = transactions;
    }

    static Refused unknown(BalanceId id) {
        return Refused.notFound("no commit or credit has the id " + id);
    }

    /** @throws Refused with 404 if the customer has no such commit or credit */
    Balance require(CustomerId customer, BalanceId id) {
        return balances.find(customer, id).orElseThrow(() -> unknown(id));
    }

    /**
     * Makes the change and tells of it.
     *
     * @param audit what the audit log is told of the balance before and after
     * @param change may refuse; what it refuses is not changed
     */
    BalanceId change(
            CustomerId customer,
            BalanceId id,
            BiFunction<Balance, Balance, Change> audit,
            UnaryOperator<Balance> change) {
        return change(customer, id, Optional.empty(), audit, change);
    }

    /**
     * The same of a balance that may come to be charged on another contract's invoices.
     *
     * @param charged that contract; {@code change} sees whether there is one
     */
    BalanceId change(
            CustomerId customer,
            BalanceId id,
            Optional<UUID> charged,
            BiFunction<Balance, Balance, Change> audit,
            UnaryOperator<Balance> change) {
        return transactions.in(() -> {
            Stream.concat(invoiceContract(require(customer, id)).stream(), charged.stream())
                    .distinct()
                    .sorted(Comparator.comparing(UUID::toString))
                    .forEach(contract -> contracts.lock(new Contract.Ref(customer, new ContractId(contract))));
            balances.hold(List.of(customer));
            Balance before = require(customer, id);
            Balance after = change.apply(before);
            balances.update(after);
            transactions.publish(new BalanceChanged(before, after));
            transactions.publish(audit.apply(before, after));
            return id;
        });
    }

    private static Optional<UUID> invoiceContract(Balance balance) {
        return balance.scope() instanceof BalanceScope.OfCustomer scope
                ? Optional.ofNullable(scope.invoiceContract())
                : Optional.empty();
    }
}
