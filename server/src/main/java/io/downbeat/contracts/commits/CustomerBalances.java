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
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Changes a balance of a customer, one change after the other.
 *
 * <p>The order of locks: the contract on whose invoices it is charged, then the customer's balances.
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
        return transactions.in(() -> {
            lockInvoiceContract(require(customer, id));
            balances.hold(List.of(customer));
            Balance before = require(customer, id);
            Balance after = change.apply(before);
            balances.update(after);
            transactions.publish(new BalanceChanged(before, after));
            transactions.publish(audit.apply(before, after));
            return id;
        });
    }

    private void lockInvoiceContract(Balance balance) {
        if (balance.scope() instanceof BalanceScope.OfCustomer scope && scope.invoiceContract() != null) {
            contracts.lock(new Contract.Ref(balance.customer(), new ContractId(scope.invoiceContract())));
        }
    }
}
