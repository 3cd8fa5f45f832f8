package io.downbeat.balances;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose lines a balance can pay. Contracts are named by their bare ids: they live above this package. */
public sealed interface BalanceScope {

    /** Which children of a contract in an account hierarchy may use what it agreed on. */
    sealed interface ChildAccess {
        ChildAccess NONE = new None();

        /** The contract alone. */
        record None() implements ChildAccess {}

        /** Every child. Which these are is not known here: {@link Balance#sharedWith} names them. */
        record All() implements ChildAccess {}

        record Only(Set<UUID> contracts) implements ChildAccess {
            public Only {
                contracts = Set.copyOf(contracts);
            }
        }
    }

    /** A commit or credit of one contract, which ends with it, and of those children that it lets use it. */
    record OfContract(UUID contract, ChildAccess children) implements BalanceScope {

        /** One that the contract alone can use. */
        public OfContract(UUID contract) {
            this(contract, ChildAccess.NONE);
        }

        @Override
        public boolean includes(UUID other) {
            return contract.equals(other)
                    || children instanceof ChildAccess.Only(Set<UUID> named) && named.contains(other);
        }

        boolean isShared() {
            return !(children instanceof ChildAccess.None);
        }
    }

    /**
     * A commit or credit of the customer.
     *
     * @param applicableContracts those it can pay for; empty for all of the customer's contracts
     * @param invoiceContract on whose invoices its payments stand; {@code null} if nothing is charged
     */
    record OfCustomer(
            Set<UUID> applicableContracts, @Nullable UUID invoiceContract) implements BalanceScope {
        public OfCustomer {
            applicableContracts = Set.copyOf(applicableContracts);
        }

        @Override
        public boolean includes(UUID contract) {
            return applicableContracts.isEmpty() || applicableContracts.contains(contract);
        }
    }

    /** Of the contracts that can share anything with its holder; another customer's is for {@link Balance#isFor} to leave out. */
    boolean includes(UUID contract);
}
