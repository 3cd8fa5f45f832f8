package io.downbeat.contracts;

import io.downbeat.contracts.ReadContracts.ApiVersion;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What other features ask about contracts. */
public final class Contracts {
    /** Why an archived contract is not edited. */
    public static final String ARCHIVED = "the contract is archived and cannot be edited any more";

    private final ContractStore store;
    private final ReadContracts contracts;

    Contracts(ContractStore store, ReadContracts contracts) {
        this.store = store;
        this.contracts = contracts;
    }

    /** Whether the database holds any; asked before a server is wired. */
    public static boolean areThereAny(JdbcClient database) {
        return ContractStore.areThereAny(database);
    }

    /** The terms of a contract that a request names by its id alone. */
    public Optional<ContractTerms> terms(ContractId id) {
        return store.find(id).map(ContractState::terms);
    }

    /**
     * The terms of a contract that a request speaks of.
     *
     * @throws io.downbeat.platform.http.Refused as v2 of the API has it, if the customer has no such contract
     */
    public ContractTerms require(CustomerId customer, ContractId id) {
        return contracts.find(customer, id, ApiVersion.V2).terms();
    }

    /** The terms of the contracts, in a handful of statements however many they are; unknown ones are left out. */
    public Map<ContractId, ContractTerms> terms(Collection<Contract.Ref> wanted) {
        return terms(store.find(wanted));
    }

    /** The contracts without what they agreed on, in one statement; unknown ones are left out. */
    public Map<ContractId, Contract> heads(Collection<Contract.Ref> wanted) {
        return store.heads(wanted);
    }

    /**
     * Their terms, with the contracts held still until the running transaction ends. A contract that is being edited at
     * this moment is left out: ask for it again later.
     */
    public Map<ContractId, ContractTerms> lockTerms(Collection<Contract.Ref> wanted) {
        return terms(store.hold(wanted));
    }

    /**
     * The same for a request, which is not to be turned down for what lasts a moment: it waits for edits that are under way. Only
     * unknown contracts are left out.
     */
    public Map<ContractId, ContractTerms> awaitTerms(Collection<Contract.Ref> wanted) {
        return terms(store.await(wanted));
    }

    /** The contracts of these customers that are neither archived nor over, in one statement. */
    public List<Contract.Ref> live(Collection<CustomerId> customers, Instant now) {
        return customers.isEmpty() ? List.of() : store.live(customers, now);
    }

    /** The terms of a customer's contracts that are not archived, those that are over too. */
    public Map<ContractId, ContractTerms> unarchived(CustomerId customer) {
        return terms(store.ofCustomer(customer, false, null, null).stream()
                .map(id -> new Contract.Ref(customer, id))
                .toList());
    }

    /**
     * Whoever has a contract on the card that is not archived, in the order of their ids.
     *
     * @param after the last one of those before; {@code null} for the first ones
     */
    public List<CustomerId> customersOn(RateCardId card, @Nullable CustomerId after, int limit) {
        return store.customersOn(card, after, limit);
    }

    /**
     * A customer's contracts, archived ones too, the one that starts last first.
     *
     * @param after the last one of the page before; {@code null} for the first page
     */
    public List<ContractTerms> ofCustomer(CustomerId customer, @Nullable ContractId after, int limit) {
        List<ContractId> all = store.ofCustomer(customer, true, null, null).reversed();
        List<ContractId> ids = all.stream()
                .skip(after == null ? 0 : all.indexOf(after) + 1L)
                .limit(limit)
                .toList();
        Map<ContractId, ContractTerms> found =
                terms(ids.stream().map(id -> new Contract.Ref(customer, id)).toList());
        return ids.stream()
                .flatMap(id -> Optional.ofNullable(found.get(id)).stream())
                .toList();
    }

    /** Contracts that were created from a package, without what they agreed on, in the order they were made. */
    public List<Contract> ofPackage(Contract.OfPackage wanted, @Nullable ContractId after, int limit) {
        return store.ofPackage(wanted, after, limit);
    }

    private static Map<ContractId, ContractTerms> terms(Map<ContractId, ContractState> states) {
        Map<ContractId, ContractTerms> terms = new HashMap<>();
        states.forEach((id, state) -> terms.put(id, state.terms()));
        return terms;
    }
}
