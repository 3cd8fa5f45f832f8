package io.downbeat.console.customers;

import io.downbeat.console.Frame;
import io.downbeat.console.commits.BalanceRow;
import io.downbeat.console.timeline.Figure;
import io.downbeat.console.words.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer as its page shows it.
 *
 * @param done the sentence after a change; {@code null} otherwise
 * @param open what has not arrived; empty if everything did
 * @param next the address of further contracts; empty if there are none
 */
record CustomerPage(
        Frame frame,
        Head head,
        @Nullable String done,
        String open,
        List<Agreement> contracts,
        String next,
        Balances balances,
        List<Way> ways) {
    CustomerPage {
        contracts = List.copyOf(contracts);
        ways = List.copyOf(ways);
    }

    /** @param mayChange whether buttons are shown */
    record Head(String id, String name, String aliases, String facts, boolean isArchived, boolean mayChange) {}

    /** A contract: who bills it, when. */
    record Agreement(String id, String name, String facts, Figure figure, List<Stretch> stretches) {
        Agreement {
            stretches = List.copyOf(stretches);
        }
    }

    /**
     * Commits and credits that can be used now or later.
     *
     * @param all where those that are over are too; empty if it has none
     */
    record Balances(List<BalanceRow> rows, String all) {
        Balances {
            rows = List.copyOf(rows);
        }
    }

    /** One segment in words. */
    record Stretch(Destination to, String when) {}

    /**
     * A configuration.
     *
     * @param keys by which the provider knows the customer
     * @param checks what was found when it was looked at last
     * @param checked when that was, in a sentence
     * @param uses contracts that name it
     */
    record Way(
            String id,
            Destination to,
            String keys,
            String account,
            boolean isArchived,
            boolean isNew,
            String checked,
            List<Finding> checks,
            List<Use> uses) {
        Way {
            checks = List.copyOf(checks);
            uses = List.copyOf(uses);
        }
    }

    record Finding(String sign, String css, String says) {}

    /** @param isOver whether it does so no more */
    record Use(String contract, String name, String when, boolean isOver) {}
}
