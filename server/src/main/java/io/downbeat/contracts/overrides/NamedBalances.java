package io.downbeat.contracts.overrides;

import io.downbeat.contracts.Contract;
import io.downbeat.platform.http.Body;
import java.util.Optional;
import java.util.UUID;

/** Which commits and credits a request about a contract can name in its overrides. */
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

    /**
     * The id of the balance, or of what recurs, that the name stands for.
     *
     * @param request the whole request: what it adds has the id that its {@code temporary_id} is given here
     * @param name a {@code temporary_id} of the same request, or the id of what the contract or its customer has
     */
    Optional<UUID> find(Body request, Contract.Ref contract, Kind kind, String name);
}
