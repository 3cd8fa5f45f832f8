package io.downbeat.balances;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import java.time.Instant;
import java.util.Collection;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of commits and credits beyond their terms: what is left of them, and their ledgers. Known to whoever computes
 * what drafts draw, above this package.
 */
@FunctionalInterface
public interface BalanceReadings {

    /** What a read asks for beyond the terms. */
    record Asked(boolean balance, boolean ledger) {
        public static final Asked NOTHING = new Asked(false, false);

        public static Asked read(Body body) {
            return new Asked(body.flag("include_balance", false), body.flag("include_ledgers", false));
        }

        public boolean isNothing() {
            return !balance && !ledger;
        }
    }

    /** Adds what was asked for to the view of one of the balances, and the amount of one that is not settled. */
    @FunctionalInterface
    interface Shown {
        void addTo(ObjectNode view, Balance balance);
    }

    /** @param balances of this customer, in a handful of statements however many they are */
    Shown of(CustomerId customer, Collection<Balance> balances, Asked asked, Instant now);
}
