package io.downbeat.connectors.stripe;

import io.downbeat.connectors.stripe.SagaState.Status;
import io.downbeat.connectors.stripe.StripeSagaModel.Recipe;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Breadth-first search over every interleaving, so that a counterexample is a shortest one.
 *
 * <p>A state costs 20 bytes and one slot of an open-addressing table: two longs and the number of the state it was first
 * reached from. The way to a bad state is rebuilt by asking the model again along those numbers.
 */
final class SagaExplorer {

    /**
     * @param counterexample the shortest way to a broken promise, if there is one
     * @param worlds how many different pictures of row and Stripe there are
     * @param stuck a world from which one worker, answered at once, does not finish; none wanted
     * @param spent worlds with no spare generation or invoice left in this small world, where finishing is not asked for
     */
    record Result(
            int states,
            Optional<String> counterexample,
            int worlds,
            int spent,
            Optional<String> stuck,
            int mostOrphans) {}

    private final StripeSagaModel model;
    private long[] worlds = new long[1 << 16];
    private long[] crews = new long[1 << 16];
    private int[] parents = new int[1 << 16];
    private int[] table = new int[1 << 18];
    private int size;
    private int broken = -1;
    private @Nullable String promise;

    SagaExplorer(StripeSagaModel model) {
        this.model = model;
    }

    /** Stops at the first broken promise, or when there are more than {@code limit} states. */
    Result explore(int limit) {
        add(SagaState.start(), -1);
        for (int at = 0; at < size && broken < 0; at++) {
            if (size > limit) {
                throw new IllegalStateException("more than " + limit + " states");
            }
            int from = at;
            model.moves(state(at), (next, who, smooth, what) -> add(model.canonical(next), from));
        }
        Optional<String> trace = broken < 0 ? Optional.empty() : Optional.of(promise + "\n" + trace());
        return new Liveness().judge(trace);
    }

    private SagaState state(int i) {
        return new SagaState(worlds[i], crews[i]);
    }

    private void add(SagaState s, int parent) {
        int slot = slot(table, worlds, crews, s.world(), s.crew());
        if (table[slot] != 0) {
            return;
        }
        if (size == worlds.length) {
            grow();
        }
        worlds[size] = s.world();
        crews[size] = s.crew();
        parents[size] = parent;
        table[slot] = ++size;
        if (broken < 0 && brokenPromise(s) instanceof String p) {
            broken = size - 1;
            promise = p;
        }
        if (size * 2L > table.length) {
            rehash();
        }
    }

    private static int slot(int[] table, long[] worlds, long[] crews, long world, long crew) {
        long mixed = (world * 0x9E3779B97F4A7C15L ^ crew) * 0xC2B2AE3D27D4EB4FL;
        int slot = (int) (mixed ^ mixed >>> 32) & table.length - 1;
        while (table[slot] != 0 && (worlds[table[slot] - 1] != world || crews[table[slot] - 1] != crew)) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private void grow() {
        int room = size + (size >> 1);
        worlds = Arrays.copyOf(worlds, room);
        crews = Arrays.copyOf(crews, room);
        parents = Arrays.copyOf(parents, room);
    }

    private void rehash() {
        table = new int[table.length * 2];
        for (int i = 0; i < size; i++) {
            table[slot(table, worlds, crews, worlds[i], crews[i])] = i + 1;
        }
    }

    private @Nullable String brokenPromise(SagaState s) {
        int released = s.count(Status.RELEASED);
        if (released > 1) {
            return "two released invoices for one delivery";
        }
        if (s.finished() && released != 1) {
            return "the row is finished and " + released + " invoices are released";
        }
        for (int d = 1; released == 1 && d <= SagaState.DRAFTS; d++) {
            if (s.status(d) == Status.RELEASED && !model.isWhole(s, d)) {
                return "a released invoice does not have exactly one copy of its lines";
            }
        }
        return model.setup().recipe() == Recipe.BOUND ? brokenBinding(s) : null;
    }

    /** What the audit and LIST rely on: an invoice that is not bound and still alive is an empty draft. */
    private static @Nullable String brokenBinding(SagaState s) {
        for (int d = 1; d <= SagaState.DRAFTS; d++) {
            Status status = s.status(d);
            boolean emptyDraft = status == Status.DRAFT && s.copies(d, 0) + s.copies(d, 1) == 0;
            if (d != s.bound() && status != Status.NONE && status != Status.DEAD && !emptyDraft) {
                return "an unbound invoice is alive and not an empty draft";
            }
        }
        return null;
    }

    private String trace() {
        Deque<Integer> path = new ArrayDeque<>();
        for (int at = broken; at >= 0; at = parents[at]) {
            path.push(at);
        }
        StringBuilder text = new StringBuilder();
        int from = path.pop();
        for (int to : path) {
            SagaState goal = state(to);
            StringBuilder step = new StringBuilder();
            model.moves(state(from), (next, who, smooth, what) -> {
                if (step.isEmpty() && model.canonical(next).equals(goal)) {
                    step.append(who < 0 ? "         " : "worker " + (char) ('A' + who) + " ")
                            .append(what);
                }
            });
            text.append(String.format("  %-62s %s%n", step, goal));
            from = to;
        }
        return text.toString();
    }

    /**
     * From every reachable world: everybody is gone, nothing under way arrives any more, one worker starts anew and is always
     * answered. It must finish, unless the small world has no spare invoice or generation left for it.
     */
    private final class Liveness {

        private static final int STEPS = 60;

        private final long[] none = new long[size];
        private final int[] seen = new int[Integer.highestOneBit(Math.max(size, 4)) * 4];
        private int count;
        private int spent;
        private int orphans;

        Result judge(Optional<String> trace) {
            Optional<String> stuck = Optional.empty();
            long[] distinct = new long[size];
            for (int i = 0; i < size; i++) {
                int slot = slot(seen, distinct, none, worlds[i], 0);
                if (seen[slot] == 0) {
                    distinct[count] = worlds[i];
                    seen[slot] = ++count;
                    stuck = stuck.or(() -> stuck(new SagaState(distinct[count - 1], 0)));
                }
            }
            return new Result(size, trace, count, spent, stuck, orphans);
        }

        private Optional<String> stuck(SagaState start) {
            boolean boundIsDraft = start.bound() != 0 && start.status(start.bound()) == Status.DRAFT;
            orphans = Math.max(orphans, start.count(Status.DRAFT) - (boundIsDraft ? 1 : 0));
            SagaState s = start;
            for (int i = 0; i < STEPS && !s.finished(); i++) {
                s = firstSmoothMove(s);
            }
            if (s.finished()) {
                return Optional.empty();
            }
            if (start.generation() == model.setup().generations() - 1
                    || start.invoices() == model.setup().drafts()) {
                spent++;
                return Optional.empty();
            }
            return Optional.of(start + " ends in " + s);
        }

        private SagaState firstSmoothMove(SagaState s) {
            SagaState[] first = {s};
            model.workerMoves(s, 0, (next, who, smooth, what) -> {
                if (smooth && first[0] == s) {
                    first[0] = next;
                }
            });
            return first[0];
        }
    }
}
