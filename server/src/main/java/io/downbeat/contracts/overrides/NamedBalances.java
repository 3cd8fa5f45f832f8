package io.downbeat.contracts.overrides;

import io.downbeat.customers.CustomerId;
import java.util.UUID;

/** Which commits and credits an override of a customer's contract can name. */
public interface NamedBalances {

    /** What a name must be of. */
    enum Kind {
        COMMIT("commit"),
        RECURRING_COMMIT("recurring commit"),
        /** Single or recurring. */
        COMMIT_OR_CREDIT("commit or credit");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Whether a contract of the customer, or the customer itself, has such a balance with this id. */
    boolean has(CustomerId customer, Kind kind, UUID id);
}
