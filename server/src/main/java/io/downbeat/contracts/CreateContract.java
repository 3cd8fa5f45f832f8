package io.downbeat.contracts;

import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.providers.BillingProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates a contract from a request, ending the one it renews.
 *
 * <p>The order of locks: the customer, then what the parts lock (billing provider configurations), then the contract
 * that is renewed. Two requests never wait for each other in a circle.
 */
public final class CreateContract {
    private static final CustomerId NOBODY = new CustomerId(new UUID(0, 0));

    static final Set<String> OWN_FIELDS = Set.of("customer_id", "uniqueness_key");

    private final ContractHeader header;
    private final ContractParts parts;
    private final Renewal renewal;
    private final WriteContracts writes;
    private final Customers customers;
    private final Transactions transactions;
    private final InstantSource clock;

    CreateContract(
            ContractHeader header,
            ContractParts parts,
            Renewal renewal,
            WriteContracts writes,
            Customers customers,
            Transactions transactions,
            InstantSource clock) {
        this.header = header;
        this.parts = parts;
        this.renewal = renewal;
        this.writes = writes;
        this.customers = customers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Every member that the published API knows in a request to create a contract. */
    public static Set<String> publishedFields() {
        return ContractFields.CREATE.published();
    }

    /**
     * Refuses terms that no contract could be created with, whoever's it was. Creates nothing.
     *
     * @param body as {@link #create} takes it, without a customer and without a billing provider configuration
     * @param provider that will bill it, {@code null} if whoever creates the contract may choose
     */
    public void check(Body body, @Nullable BillingProvider provider) {
        ContractFields.CREATE.refuseOthers(body);
        transactions.run(() -> parts.check(body, header.create(body, NOBODY, clock.instant()), provider));
    }

    /**
     * {@code v1/contracts/create}. Refused, with nothing created and nothing ended:
     *
     * <ul>
     *   <li>a member that the API does not know, or that is never acted on here (400);
     *   <li>no such customer (404), or one that is archived (400);
     *   <li>a uniqueness key that a contract has already (409);
     *   <li>a wrong head ({@link ContractHeader#create}), or terms that their part refuses (400);
     *   <li>threshold billing beside a billing provider that it does not work with (400);
     *   <li>the renewal of a contract that is not the customer's (404), is archived, or does not start earlier (400), or of one
     *       that was renewed (409);
     *   <li>whatever a listener of {@link ContractCreated} refuses.
     * </ul>
     */
    public ContractId create(Body body) {
        return create(body, null);
    }

    /** The same, with terms that come from a package. */
    public ContractId createFrom(Contract.PackageId origin, Body body) {
        return create(body, origin);
    }

    private ContractId create(Body body, Contract.@Nullable PackageId origin) {
        ContractFields.CREATE.refuseOthers(body);
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        return transactions.in(() -> {
            hold(customer, body);
            String key = ContractEdit.uniquenessKey(body);
            writes.requireUnusedOnContracts(key);
            ContractPart.Creation creation = header.create(body, customer, clock.instant());
            ContractTerms terms = parts.create(body, creation);
            ContractTerms renewed = renewal.renew(body, creation).orElse(null);
            writes.create(terms, key, origin, renewed);
            transactions.publish(ContractEdit.Audit.created(
                    terms, renewed == null ? null : renewed.contract().id(), origin));
            return terms.contract().id();
        });
    }

    private void hold(CustomerId customer, Body body) {
        // Holds the customer: an archive of it that runs now would not find this contract, which is not committed yet.
        Customer held = Optional.ofNullable(customers.hold(List.of(customer)).get(customer))
                .orElseGet(() -> customers.require(customer));
        if (held.isArchived()) {
            throw body.invalid("customer_id", "this customer is archived");
        }
    }
}
