package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads for which of its contracts a customer's balance pays, and on which one it is charged. */
final class CustomerScopes {
    static final String INVOICE_CONTRACT = "invoice_contract_id";

    private final Contracts contracts;

    CustomerScopes(Contracts contracts) {
        this.contracts = contracts;
    }

    /** Those of a new balance; empty or left out is all of the customer's contracts, later ones too. */
    BalanceScope.OfCustomer read(CustomerId customer, Body body) {
        return edited(customer, new BalanceScope.OfCustomer(Set.of(), null), body);
    }

    /** Those after an edit, which leaves what it does not mention. */
    BalanceScope.OfCustomer edited(CustomerId customer, BalanceScope.OfCustomer before, Body body) {
        Set<UUID> applicable = body.mentions("applicable_contract_ids")
                ? ofCustomer(
                        customer, body.optionalUuids("applicable_contract_ids").orElse(List.of()), body)
                : before.applicableContracts();
        @Nullable UUID invoiceContract = body.optionalUuid(INVOICE_CONTRACT).orElse(before.invoiceContract());
        return new BalanceScope.OfCustomer(applicable, invoiceContract);
    }

    /** Refuses a contract on whose invoices nothing can be charged from now on. */
    void requireOpen(CustomerId customer, UUID invoiceContract, Body body) {
        ContractId id = new ContractId(invoiceContract);
        ContractTerms terms =
                contracts.terms(List.of(new Contract.Ref(customer, id))).get(id);
        if (terms == null) {
            throw body.invalid(INVOICE_CONTRACT, "no contract of this customer has the id " + id);
        }
        if (terms.contract().isArchived()) {
            throw body.invalid(INVOICE_CONTRACT, "this contract is archived");
        }
    }

    /** Refuses a commit that is charged on no contract's invoices, and so would never be. */
    static void requireInvoiceContract(Balance commit, Body body) {
        PaymentSchedule payments = commit.payments();
        boolean isCharged = commit.type() == BalanceType.POSTPAID
                || payments != null && !payments.items().isEmpty() && !payments.doNotInvoice();
        if (isCharged && commit.scope() instanceof BalanceScope.OfCustomer scope && scope.invoiceContract() == null) {
            throw body.invalid(INVOICE_CONTRACT, "is required");
        }
    }

    private Set<UUID> ofCustomer(CustomerId customer, List<UUID> ids, Body body) {
        Set<UUID> missing = new HashSet<>(ids);
        contracts
                .terms(ids.stream()
                        .distinct()
                        .map(id -> new Contract.Ref(customer, new ContractId(id)))
                        .toList())
                .keySet()
                .forEach(found -> missing.remove(found.value()));
        missing.stream().sorted().findFirst().ifPresent(id -> {
            throw body.invalid("applicable_contract_ids", "no contract of this customer has the id " + id);
        });
        return Set.copyOf(ids);
    }
}
