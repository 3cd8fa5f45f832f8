package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.thresholdbilling.PurchaseModel.Rules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every interleaving of usage, looks, payment answers, ends, edits and finalizations in a small world: no outstanding cent is in
 * two purchases that did not fail, commits come to exactly what was released, and no reached threshold is forgotten (subscriptions.md
 * 2.9). Each rule that is left out breaks one of these, so that the model is not too tame.
 */
class PurchaseExplorationTest {
    private static final int LIMIT = 2_000_000;

    /** @param from the state before; {@code null} for the first */
    private record Step(@Nullable PurchaseState from, String what) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void no_outstanding_cent_is_charged_twice_and_no_threshold_is_forgotten(int workers) {
        Optional<String> broken = explore(Rules.AS_BUILT, workers);
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AS_BUILT")
    void every_rule_is_needed(Rules rules) {
        Optional<String> broken = explore(rules, 2);
        broken.ifPresent(System.out::println);
        assertThat(broken).as("counterexample to %s", rules).isPresent();
    }

    @Test
    void a_purchase_may_be_released_after_its_usage_was_billed_and_pays_what_comes_later() {
        var open = PurchaseState.start(1).withUsage().withUsage().buying(0b11);
        var billed = open.finalized().with(0, PurchaseState.Stage.RELEASED).withCommit(2);
        assertThat(billed.outstanding()).isZero();
        assertThat(billed.left()).isEqualTo(2);
        assertThat(billed.withUsage().outstanding()).isZero();
    }

    /** Breadth first, so that a counterexample is a shortest one. */
    private static Optional<String> explore(Rules rules, int workers) {
        var model = new PurchaseModel(rules);
        Map<PurchaseState, Step> seen = new HashMap<>();
        Queue<PurchaseState> next = new ArrayDeque<>();
        PurchaseState start = PurchaseState.start(workers);
        seen.put(start, new Step(null, "at first"));
        next.add(start);
        while (!next.isEmpty()) {
            PurchaseState state = next.remove();
            String broken = model.brokenPromise(state);
            if (broken != null) {
                return Optional.of(rules + ": " + broken + trace(state, seen));
            }
            model.moves(state, (after, what) -> {
                if (seen.putIfAbsent(after, new Step(state, what)) == null) {
                    next.add(after);
                }
            });
            assertThat(seen).as("states of %s", rules).hasSizeLessThan(LIMIT);
        }
        System.out.printf("%s, %d workers: %,d states%n", rules, workers, seen.size());
        return Optional.empty();
    }

    private static String trace(PurchaseState end, Map<PurchaseState, Step> seen) {
        List<String> steps = new ArrayList<>();
        for (PurchaseState at = end; at != null; at = seen.get(at).from()) {
            steps.addFirst("\n  " + seen.get(at).what());
        }
        return String.join("", steps);
    }
}
