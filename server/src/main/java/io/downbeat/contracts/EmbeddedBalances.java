package io.downbeat.contracts;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commits and credits inside the views of contracts: how many are shown, and what is left of them on request. */
final class EmbeddedBalances {
    /** As many of each as v2 embeds; a list gives the rest. v1 has no way to say that there are more, and shows all. */
    private static final int MOST = 25;

    /** A contract with the first of its commits and credits, and whether it has more. */
    record First(ContractState state, boolean moreCommits, boolean moreCredits) {

        static First of(ContractState state) {
            List<Balance> commits = state.terms().commits();
            List<Balance> credits = state.terms().credits();
            List<Balance> first = Stream.concat(
                            commits.stream().limit(MOST), credits.stream().limit(MOST))
                    .toList();
            return new First(
                    state.with(state.terms().with(ContractTerms.BALANCES, first)),
                    commits.size() > MOST,
                    credits.size() > MOST);
        }

        void tellMore(ObjectNode view) {
            if (moreCommits || moreCredits) {
                view.putObject("has_more").put("commits", moreCommits).put("credits", moreCredits);
            }
        }
    }

    private final BalanceReadings readings;
    private final InstantSource clock;

    EmbeddedBalances(BalanceReadings readings, InstantSource clock) {
        this.readings = readings;
        this.clock = clock;
    }

    /**
     * What is to be done to the view of each contract's terms.
     *
     * @param states contracts of one customer
     */
    Consumer<ObjectNode> additions(Collection<ContractState> states, BalanceReadings.Asked asked) {
        List<Balance> all = states.stream()
                .flatMap(state -> state.terms().get(ContractTerms.BALANCES).stream())
                .toList();
        if (asked.isNothing() || all.isEmpty()) {
            return terms -> {};
        }
        BalanceReadings.Shown shown = readings.of(all.getFirst().customer(), all, asked, clock.instant());
        Map<BalanceId, Balance> known = all.stream().collect(Collectors.toMap(Balance::id, Function.identity()));
        return terms -> Stream.of("commits", "credits")
                .flatMap(list -> terms.withArray(list).valueStream())
                .forEach(view -> shown.addTo((ObjectNode) view, Objects.requireNonNull(known.get(id(view)))));
    }

    private static BalanceId id(JsonNode view) {
        return new BalanceId(UUID.fromString(view.get("id").stringValue()));
    }
}
