package io.downbeat.balances;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose lines a balance can pay. Contracts are named by their bare ids: they live above this package. */
public sealed interface BalanceScope {

    /** A commit or credit of one contract, which ends with it. */
    record OfContract(UUID contract) implements BalanceScope {
        @Override
        public boolean includes(UUID other) {
            return contract.equals(other);
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

    boolean includes(UUID contract);
}
