package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes commits and credits of a customer.
 *
 * <p>The order of locks: the customer, then the contract on whose invoices the commit is charged.
 */
final class CreateCustomerBalances {
    private final BalanceRequests requests;
    private final CustomerScopes scopes;
    private final Balances balances;
    private final Customers customers;
    private final WriteContracts contracts;
    private final Transactions transactions;
    private final InstantSource clock;

    CreateCustomerBalances(
            BalanceRequests requests,
            CustomerScopes scopes,
            Balances balances,
            Customers customers,
            WriteContracts contracts,
            Transactions transactions,
            InstantSource clock) {
        this.requests = requests;
        this.scopes = scopes;
        this.balances = balances;
        this.customers = customers;
        this.contracts = contracts;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * {@code v1/contracts/customerCommits/create}. Refused, with nothing made: no such customer or contract (404), an archived
     * one, no priority, nowhere to charge what is to be charged (400), a key that any commit or credit has (409), and what
     * makes no commit ({@link BalanceRequests#commit}).
     */
    BalanceId commit(Body body) {
        return create(body, made -> {
            Balance commit = requests.commit(body, made);
            CustomerScopes.requireInvoiceContract(commit, body);
            return commit;
        });
    }

    /** {@code v1/contracts/customerCredits/create}, refused as a commit is. */
    BalanceId credit(Body body) {
        return create(body, made -> requests.credit(body, made));
    }

    private BalanceId create(Body body, Function<BalanceRequests.Made, Balance> reader) {
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        return transactions.in(() -> {
            hold(customer, body);
            body.decimal("priority");
            BalanceScope.OfCustomer scope = scopes.read(customer, body);
            Balance made = reader.apply(
                    new BalanceRequests.Made(customer, scope, UnknownProducts.V1, clock.instant(), TemporaryIds.NONE));
            lockInvoiceContract(made, scope, body);
            balances.create(made, body.optionalText("uniqueness_key", 1, 128).orElse(null));
            transactions.publish(new BalanceChanged(null, made));
            transactions.publish(BalanceAudit.created(made));
            return made.id();
        });
    }

    private void hold(CustomerId customer, Body body) {
        // Holds the customer: an archive of it that runs now would not find this balance, which is not committed yet.
        Customer held = Optional.ofNullable(customers.hold(List.of(customer)).get(customer))
                .orElseGet(() -> customers.require(customer));
        if (held.isArchived()) {
            throw body.invalid("customer_id", "this customer is archived");
        }
    }

    /** Its invoices follow from the new payments, so no edit of it runs beside. */
    private void lockInvoiceContract(Balance made, BalanceScope.OfCustomer scope, Body body) {
        if (scope.invoiceContract() == null) {
            return;
        }
        ContractId id = new ContractId(scope.invoiceContract());
        ContractTerms terms = contracts
                .lock(new Contract.Ref(made.customer(), id))
                .orElseThrow(() -> Refused.notFound("the customer has no contract " + id));
        if (terms.contract().isArchived()) {
            throw body.invalid("invoice_contract_id", "this contract is archived");
        }
    }
}
