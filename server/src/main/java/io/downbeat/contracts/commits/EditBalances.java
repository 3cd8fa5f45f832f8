package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.EditContract;
import io.downbeat.contracts.TermKind;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code v2/contracts/commits/edit} and {@code v2/contracts/credits/edit}: one balance, whoever holds it. That of a contract
 * is edited as its contract, so that the contract's history has it.
 */
final class EditBalances {
    private static final Set<String> FIELDS = Stream.concat(
                    Stream.of("applicable_contract_ids", "customer_id"), BalanceEdits.FIELDS.stream())
            .collect(Collectors.toUnmodifiableSet());
    /** A credit is on no invoice. */
    private static final Set<String> OF_COMMITS = together(FIELDS, "commit_id", CustomerScopes.INVOICE_CONTRACT);

    private static final Set<String> OF_CREDITS = together(FIELDS, "credit_id");

    private final BalanceEdits edits;
    private final AgreedBalances agreed;
    private final CustomerBalances changes;
    private final CustomerScopes scopes;
    private final Customers customers;
    private final EditContract contracts;

    EditBalances(
            BalanceEdits edits,
            AgreedBalances agreed,
            CustomerBalances changes,
            CustomerScopes scopes,
            Customers customers,
            EditContract contracts) {
        this.edits = edits;
        this.agreed = agreed;
        this.changes = changes;
        this.scopes = scopes;
        this.customers = customers;
        this.contracts = contracts;
    }

    /**
     * Refused, with nothing changed: no such customer (400 with a code), no such commit (404), one that is archived or rolled
     * over, an item that is not there or that finalized invoices use, and what makes no commit (400).
     */
    BalanceId commit(Body body) {
        return edit(body, "commit_id", true);
    }

    /** The same for a credit. */
    BalanceId credit(Body body) {
        return edit(body, "credit_id", false);
    }

    private static Set<String> together(Set<String> some, String... others) {
        return Stream.concat(some.stream(), Stream.of(others)).collect(Collectors.toUnmodifiableSet());
    }

    private BalanceId edit(Body body, String field, boolean commit) {
        body.knowsOnly(commit ? OF_COMMITS : OF_CREDITS);
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        if (customers.find(customer).isEmpty()) {
            throw Refused.coded("CustomerNotFound", "no customer has the id " + customer);
        }
        BalanceId id = new BalanceId(body.uuid(field));
        if (body.fields().size() <= 2) {
            throw Refused.rule("the edit changes nothing; name at least one update");
        }
        Balance found = changes.require(customer, id);
        if (found.isCommit() != commit) {
            throw CustomerBalances.unknown(id);
        }
        return switch (found.scope()) {
            case BalanceScope.OfContract of -> editAgreed(found, new ContractId(of.contract()), body);
            case BalanceScope.OfCustomer _ ->
                changes.change(
                        customer,
                        id,
                        body.optionalUuid(CustomerScopes.INVOICE_CONTRACT),
                        BalanceAudit::edited,
                        before -> ofCustomer(before, body));
        };
    }

    private Balance ofCustomer(Balance before, Body body) {
        Balance after = edits.edited(before, scope(before, body), body);
        if (body.has("invoice_schedule") || body.mentions(CustomerScopes.INVOICE_CONTRACT)) {
            CustomerScopes.requireInvoiceContract(after, body);
        }
        return after;
    }

    private BalanceScope scope(Balance before, Body body) {
        if (before.type() == BalanceType.POSTPAID && body.mentions("applicable_contract_ids")) {
            throw body.invalid("applicable_contract_ids", "those of a POSTPAID commit are not edited");
        }
        if (!(before.scope() instanceof BalanceScope.OfCustomer scope)) {
            return before.scope();
        }
        BalanceScope.OfCustomer after = scopes.edited(before.customer(), scope, body);
        UUID charged = after.invoiceContract();
        if (charged != null && !charged.equals(scope.invoiceContract())) {
            scopes.requireOpen(before.customer(), charged, body);
            edits.requireBilledNowhere(before, body);
        }
        return after;
    }

    private BalanceId editAgreed(Balance found, ContractId contract, Body body) {
        for (String field : List.of("applicable_contract_ids", CustomerScopes.INVOICE_CONTRACT)) {
            if (body.mentions(field)) {
                throw body.invalid(field, "this one is agreed on by its contract");
            }
        }
        TermKind<List<Balance>> kind = ContractTerms.BALANCES;
        contracts.edit(
                new Contract.Ref(found.customer(), contract),
                kind,
                (before, edit) -> agreed.updated(before, found.id(), body, edit),
                made -> BalanceAudit.edited(
                        find(made.before().get(kind), found.id()),
                        find(made.after().get(kind), found.id())));
        return found.id();
    }

    private static Balance find(List<Balance> balances, BalanceId id) {
        return balances.stream()
                .filter(balance -> balance.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
