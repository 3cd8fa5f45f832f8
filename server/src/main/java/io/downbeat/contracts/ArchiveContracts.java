package io.downbeat.contracts;

import io.downbeat.balances.Balances;
import io.downbeat.contracts.ReadContracts.ApiVersion;
import io.downbeat.customers.CustomerArchived;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Archives contracts, on their own or with their customer. */
final class ArchiveContracts {
    private final ReadContracts reads;
    private final ContractStore contracts;
    private final WriteContracts writes;
    private final Balances balances;
    private final Transactions transactions;
    private final InstantSource clock;

    ArchiveContracts(
            ReadContracts reads,
            ContractStore contracts,
            WriteContracts writes,
            Balances balances,
            Transactions transactions,
            InstantSource clock) {
        this.reads = reads;
        this.contracts = contracts;
        this.writes = writes;
        this.balances = balances;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * {@code v1/contracts/archive}. Refused, with nothing changed: no such contract of the customer (404), or one that is
     * archived already (400).
     */
    ContractId archive(Body body) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "void_invoices"));
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        boolean voidInvoices = body.flag("void_invoices");
        return transactions.in(() -> {
            ContractTerms terms = reads.lock(customer, id, ApiVersion.V1);
            if (terms.contract().isArchived()) {
                throw Refused.rule("the contract is archived already");
            }
            writes.archive(terms, clock.instant(), voidInvoices);
            transactions.publish(ContractEdit.Audit.archived(terms.contract(), voidInvoices));
            return id;
        });
    }

    /** An archived customer is billed for nothing more, and what was billed is taken back. */
    @EventListener
    @Order(1)
    void customerArchived(CustomerArchived archived) {
        List<ContractTerms> live = contracts.ofCustomer(archived.customer(), false, null, null).stream()
                .sorted()
                .flatMap(id -> writes.lock(new Contract.Ref(archived.customer(), id)).stream())
                .filter(terms -> !terms.contract().isArchived())
                .toList();
        // All at once, after all contracts: one contract after the other would hold the balances of several customers
        // in an
        // order that others do not keep.
        balances.holdDrawnBy(archived.customer());
        live.forEach(terms -> writes.archive(terms, archived.archivedAt(), true));
    }
}
