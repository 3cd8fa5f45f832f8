package io.downbeat.thresholdbilling;

import java.util.ArrayList;
import java.util.List;

/**
 * One picture of a small world: a contract whose usage is a handful of cents, one threshold, a few purchases, and workers that
 * look at it and settle what was paid. Immutable; sets of cents are bits.
 *
 * @param used how many cents were used so far, the lowest bits
 * @param covered by a released commit
 * @param billed on a final usage invoice
 * @param left of released commits, for what is used later
 * @param marked whether the contract is to be looked at
 * @param holder the worker that holds the contract's lock; {@code -1} for nobody
 */
record PurchaseState(
        int used,
        int covered,
        int billed,
        int left,
        boolean isEnabled,
        boolean marked,
        int holder,
        List<Bought> bought,
        List<Worker> workers) {

    enum Stage {
        OPEN,
        /** Its outcome is written down, and its end has not followed yet. */
        PAID,
        DECLINED,
        RELEASED,
        FAILED;

        boolean isOpen() {
            return this == OPEN || this == PAID || this == DECLINED;
        }
    }

    /** @param cents that were outstanding when it was bought */
    record Bought(Stage stage, int cents) {}

    enum At {
        IDLE,
        /** Marks are taken, or will be. */
        LOOKING,
        /** What is outstanding was read. */
        READ,
        /** It saw a purchase whose end is due. */
        SETTLING,
        /** The workflow has ended, its commit is not there yet. */
        HALF_RELEASED
    }

    /**
     * @param seen the outstanding cents that it read
     * @param sawOpen whether a purchase was open then
     * @param purchase that it settles
     */
    record Worker(At at, int seen, boolean sawOpen, int purchase) {
        static final Worker IDLE = new Worker(At.IDLE, 0, false, 0);
    }

    static PurchaseState start(int workers) {
        List<Worker> idle = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            idle.add(Worker.IDLE);
        }
        return new PurchaseState(0, 0, 0, 0, true, true, -1, List.of(), List.copyOf(idle));
    }

    int outstanding() {
        return ((1 << used) - 1) & ~covered & ~billed;
    }

    boolean hasOpen() {
        return bought.stream().anyMatch(each -> each.stage().isOpen());
    }

    /** What released purchases gave in all. */
    int released() {
        return bought.stream()
                .filter(each -> each.stage() == Stage.RELEASED)
                .mapToInt(each -> Integer.bitCount(each.cents()))
                .sum();
    }

    boolean isQuiet() {
        return !marked && !hasOpen() && workers.stream().allMatch(Worker.IDLE::equals);
    }

    PurchaseState withUsage() {
        boolean isPaidAhead = left > 0;
        return new PurchaseState(
                used + 1,
                isPaidAhead ? covered | 1 << used : covered,
                billed,
                isPaidAhead ? left - 1 : left,
                isEnabled,
                true,
                holder,
                bought,
                workers);
    }

    PurchaseState withMark(boolean mark) {
        return new PurchaseState(used, covered, billed, left, isEnabled, mark, holder, bought, workers);
    }

    PurchaseState enabled(boolean enabled) {
        return new PurchaseState(used, covered, billed, left, enabled, marked, holder, bought, workers);
    }

    PurchaseState heldBy(int worker) {
        return new PurchaseState(used, covered, billed, left, isEnabled, marked, worker, bought, workers);
    }

    PurchaseState finalized() {
        return new PurchaseState(
                used, covered, billed | outstanding(), left, isEnabled, marked, holder, bought, workers);
    }

    PurchaseState with(int purchase, Stage stage) {
        List<Bought> changed = new ArrayList<>(bought);
        changed.set(purchase, new Bought(stage, bought.get(purchase).cents()));
        return new PurchaseState(used, covered, billed, left, isEnabled, marked, holder, List.copyOf(changed), workers);
    }

    PurchaseState buying(int cents) {
        List<Bought> more = new ArrayList<>(bought);
        more.add(new Bought(Stage.OPEN, cents));
        return new PurchaseState(used, covered, billed, left, isEnabled, marked, holder, List.copyOf(more), workers);
    }

    /** A commit of so much is there: it pays the oldest outstanding cents, and what is used later with the rest. */
    PurchaseState withCommit(int amount) {
        int pays = covered;
        int rest = amount;
        for (int cent = 0; cent < used && rest > 0; cent++) {
            if ((outstanding() & 1 << cent) != 0) {
                pays |= 1 << cent;
                rest--;
            }
        }
        return new PurchaseState(used, pays, billed, left + rest, isEnabled, true, holder, bought, workers);
    }

    PurchaseState with(int worker, Worker changed) {
        List<Worker> all = new ArrayList<>(workers);
        all.set(worker, changed);
        return new PurchaseState(used, covered, billed, left, isEnabled, marked, holder, bought, List.copyOf(all));
    }
}
