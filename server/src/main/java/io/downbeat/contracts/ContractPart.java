package io.downbeat.contracts;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.providers.BillingProvider;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that is to be known about one kind of thing a contract can agree on: how requests name it, what an edit makes of
 * it, what it cannot stand beside, how it is stored and shown.
 *
 * <p>Creating, editing, storing and showing a contract are loops over the parts ({@link ContractParts}); none of them
 * knows a kind. What the API does not publish, and what is published but never acted on, {@link ContractFields} refuses.
 *
 * @param <T> the terms of this kind that one contract has, all together; immutable, and compared by value
 */
public interface ContractPart<T> {

    /** What the terms of a request can name by an id, in the words of sentences about it. */
    enum Nameable {
        COMMIT("commit"),
        CREDIT("credit"),
        RECURRING_COMMIT("recurring commit"),
        RECURRING_CREDIT("recurring credit"),
        SUBSCRIPTION("subscription");

        private final String words;

        Nameable(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** What a request adds under a {@code temporary_id}, by that. */
    record TemporaryIds(Map<String, Added> added) {
        public static final TemporaryIds NONE = new TemporaryIds(Map.of());

        /** @param id the one that it will have */
        public record Added(UUID id, Nameable what) {}

        public TemporaryIds {
            added = Map.copyOf(added);
        }

        public Optional<Added> find(String name) {
            return Optional.ofNullable(added.get(name));
        }

        /** The id that is kept for an item of the request; empty for one without a {@code temporary_id}. */
        public Optional<UUID> idOf(Body item) {
            return item.optionalText("temporary_id").flatMap(this::find).map(Added::id);
        }
    }

    /**
     * A contract that is being created.
     *
     * @param currency what its rate card counts in, {@code null} without a rate card
     * @param temporaryIds what the request adds under a {@code temporary_id}
     */
    record Creation(Contract contract, @Nullable CreditType currency, Instant now, TemporaryIds temporaryIds) {

        Creation naming(TemporaryIds named) {
            return new Creation(contract, currency, now, named);
        }
    }

    /**
     * An edit that is being worked out.
     *
     * @param before the terms as they stand in the database
     * @param after the terms with the new head and what the parts before this one made of the edit
     * @param currency what the contract's rate card counts in, {@code null} without a rate card
     * @param temporaryIds what the request adds under a {@code temporary_id}
     * @param changes what the history will say, as members of the API's {@code ContractEdit}; each part adds its own
     */
    record Edit(
            ContractEditId id,
            ContractTerms before,
            ContractTerms after,
            @Nullable CreditType currency,
            Instant now,
            TemporaryIds temporaryIds,
            ObjectNode changes) {

        <T> Edit with(TermKind<T> kind, T terms) {
            return new Edit(id, before, after.with(kind, terms), currency, now, temporaryIds, changes);
        }

        Edit naming(TemporaryIds named) {
            return new Edit(id, before, after, currency, now, named, changes);
        }
    }

    /** What one request to edit asks of this kind. */
    @FunctionalInterface
    interface Change<T> {

        /** The terms after the edit. Stores nothing. */
        T apply(T before, Edit edit);
    }

    /** Where in an answer terms are shown. */
    enum Place {
        /** Beside the id of a contract in v1. */
        V1,
        /** Beside the id of a contract in v2. */
        V2,
        /** In the terms, which v2 has beside the id as well, and v1 twice: as {@code initial} and as {@code current}. */
        TERMS
    }

    /** How the terms of several contracts are shown, with what they refer to read once for all of them. */
    @FunctionalInterface
    interface View<T> {
        void show(Contract contract, T terms, ObjectNode node, Place place);
    }

    TermKind<T> kind();

    /** The members of {@code v1/contracts/create} that are read here; none unless the kind comes with the contract. */
    default Set<String> createFields() {
        return Set.of();
    }

    /** The members of {@code v2/contracts/edit} that are read here; none unless an edit can ask for it. */
    default Set<String> editFields() {
        return Set.of();
    }

    /** Those lists among its members whose items the same request can name by a {@code temporary_id}, with what they hold. */
    default Map<String, Nameable> namedLists() {
        return Map.of();
    }

    /**
     * Reads what a contract is created with. Stores nothing, and locks at most what comes before contracts in the order
     * of locks, such as billing provider configurations.
     */
    default T create(Body body, Creation creation) {
        return kind().none();
    }

    /**
     * Reads what an edit asks for before its contract is locked, so that what comes before contracts in the order of
     * locks can be locked here. An edit that asks nothing of this kind may still change it: an earlier end of the
     * contract cuts its charges.
     */
    default Change<T> edit(Body body, CustomerId customer) {
        return (before, edit) -> before;
    }

    /**
     * Refuses terms of this kind that cannot stand beside the others, once all are read.
     *
     * @param before the terms until now; of a contract that is being created, its head alone
     */
    default void requireConsistent(ContractTerms before, ContractTerms after, Instant now) {}

    /**
     * The same of terms that are read before there is a customer, those of a package: what depends on its customer is left for
     * when there is one.
     *
     * @param provider that will bill the contract, {@code null} if whoever creates it may choose
     */
    default void requirePossible(Creation creation, ContractTerms terms, @Nullable BillingProvider provider) {
        requireConsistent(ContractTerms.of(terms.contract()), terms, creation.now());
    }

    /**
     * Stores what is in {@code after} and not in {@code before}. The contract's row is there, and locked.
     *
     * @param was the contract until now, whose end may have been another one; of a new contract the same
     */
    void save(Contract was, Contract contract, T before, T after);

    /**
     * Makes what follows from terms of this kind and of others, such as the balances of what recurs for each seat of a
     * subscription, once all of them are stored. Runs in the transaction that stores them.
     *
     * @param before the terms until now; of a new contract its head alone
     */
    default void follow(ContractTerms before, ContractTerms after) {}

    /**
     * Takes over what the contract continues of the one that it renews, once both are stored. The other is locked.
     *
     * @param renewed as it was until now
     */
    default void renew(ContractTerms renewed, Contract next) {}

    /**
     * The table that has a row, with {@code customer_id} and {@code contract_id}, for each contract that agreed on anything
     * of this kind: where it has none of some contracts, they are not {@link #load loaded}. Most contracts agree on few of
     * the many kinds. Empty for a kind that every contract has, or that is kept elsewhere.
     */
    default Optional<String> table() {
        return Optional.empty();
    }

    /** The terms of the contracts, in a handful of statements; contracts without any may be left out. */
    Map<ContractId, T> load(Collection<Contract.Ref> contracts);

    View<T> view(Collection<T> terms);

    /**
     * Corrects a contract's view as of an instant. Its terms are those of that instant; what the view adds to them, such as
     * which of them is in force, is of the moment at which it was made.
     *
     * @param contract as it stands now
     * @param terms of this kind, as they stand now
     */
    default void showAsOf(Instant instant, Contract contract, T terms, ObjectNode view) {}
}
