package io.downbeat.thresholdbilling;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.thresholdbilling.PurchaseState.At;
import io.downbeat.thresholdbilling.PurchaseState.Bought;
import io.downbeat.thresholdbilling.PurchaseState.Stage;
import io.downbeat.thresholdbilling.PurchaseState.Worker;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may happen next in the small world, one transaction or one step inside it at a time: usage and answers come whenever
 * they like; a look and an end take the contract's lock, as an edit and a finalization do. The decision to buy is
 * production's own ({@link Purchase#ofSpend}).
 */
final class PurchaseModel {

    /** The rules we build, and each with one left out. */
    enum Rules {
        AS_BUILT,
        /** Looks read what is outstanding, and whether a purchase is open, before they have the lock. */
        READ_BEFORE_LOCKING,
        /** A look does not mind a purchase that is open. */
        SEVERAL_OPEN,
        /** The workflow ends in one transaction, its commit comes in the next. */
        COMMIT_AFTER_THE_END,
        /** An end does not look again at the purchase once it has the lock. */
        SETTLE_WITHOUT_LOOKING,
        /** Marks are taken after what they speak of was read. */
        MARKS_TAKEN_LAST
    }

    static final int CENTS = 5;
    private static final int THRESHOLD = 2;
    private static final int PURCHASES = 3;

    private final Rules rules;

    PurchaseModel(Rules rules) {
        this.rules = rules;
    }

    @FunctionalInterface
    interface Sink {
        void move(PurchaseState next, String what);
    }

    void moves(PurchaseState s, Sink sink) {
        if (s.used() < CENTS) {
            sink.move(s.withUsage(), "a cent is used");
        }
        for (int i = 0; i < s.bought().size(); i++) {
            if (s.bought().get(i).stage() == Stage.OPEN) {
                sink.move(s.with(i, Stage.PAID), "purchase " + i + " is paid");
                sink.move(s.with(i, Stage.DECLINED), "purchase " + i + " is declined");
            }
        }
        if (s.holder() < 0) {
            sink.move(s.enabled(!s.isEnabled()).withMark(true), "an edit enables or disables");
            if (s.outstanding() != 0) {
                sink.move(s.finalized(), "what is outstanding is billed for good");
            }
        }
        for (int w = 0; w < s.workers().size(); w++) {
            worker(s, w, sink);
        }
    }

    private void worker(PurchaseState s, int w, Sink sink) {
        Worker worker = s.workers().get(w);
        switch (worker.at()) {
            case IDLE -> begin(s, w, sink);
            case LOOKING -> read(s, w, sink);
            case READ -> buy(s, w, worker, sink);
            case SETTLING -> settle(s, w, worker.purchase(), sink);
            case HALF_RELEASED ->
                sink.move(
                        s.withCommit(amount(s, worker.purchase())).with(w, Worker.IDLE), name(w) + " adds the commit");
        }
    }

    private void begin(PurchaseState s, int w, Sink sink) {
        boolean mayLock = s.holder() < 0;
        if (s.marked() && rules == Rules.READ_BEFORE_LOCKING) {
            sink.move(s.withMark(false).with(w, seen(s)), name(w) + " takes the marks and reads");
        } else if (s.marked() && mayLock) {
            PurchaseState locked = s.heldBy(w).with(w, new Worker(At.LOOKING, 0, false, 0));
            sink.move(
                    rules == Rules.MARKS_TAKEN_LAST ? locked : locked.withMark(false),
                    name(w) + " locks and takes the marks");
        }
        for (int i = 0; i < s.bought().size(); i++) {
            Stage stage = s.bought().get(i).stage();
            if (stage == Stage.PAID || stage == Stage.DECLINED) {
                sink.move(s.with(w, new Worker(At.SETTLING, 0, false, i)), name(w) + " finds purchase " + i + " due");
            }
        }
    }

    private static Worker seen(PurchaseState s) {
        return new Worker(At.READ, s.outstanding(), s.hasOpen(), 0);
    }

    private void read(PurchaseState s, int w, Sink sink) {
        sink.move(s.with(w, seen(s)), name(w) + " reads what is outstanding");
    }

    private void buy(PurchaseState s, int w, Worker worker, Sink sink) {
        if (s.holder() >= 0 && s.holder() != w) {
            return;
        }
        boolean isFree = !worker.sawOpen() || rules == Rules.SEVERAL_OPEN;
        boolean buys = s.isEnabled()
                && isFree
                && isReached(worker.seen())
                && s.bought().size() < PURCHASES;
        PurchaseState next = s.heldBy(-1).with(w, Worker.IDLE);
        if (rules == Rules.MARKS_TAKEN_LAST) {
            next = next.withMark(false);
        }
        sink.move(buys ? next.buying(worker.seen()) : next, name(w) + (buys ? " buys" : " buys nothing"));
    }

    static boolean isReached(int cents) {
        Amount outstanding = new Amount(BigDecimal.valueOf(Integer.bitCount(cents)), CreditType.USD_CENTS);
        return Purchase.ofSpend(BigDecimal.valueOf(THRESHOLD), outstanding, cents == 0 ? null : Instant.EPOCH)
                .isPresent();
    }

    private void settle(PurchaseState s, int w, int purchase, Sink sink) {
        if (s.holder() >= 0) {
            return;
        }
        Stage stage = s.bought().get(purchase).stage();
        PurchaseState idle = s.with(w, Worker.IDLE);
        boolean isAgain = rules == Rules.SETTLE_WITHOUT_LOOKING && stage == Stage.RELEASED;
        if (!stage.isOpen() && !isAgain) {
            sink.move(idle, name(w) + " finds purchase " + purchase + " ended");
        } else if (stage == Stage.DECLINED) {
            sink.move(idle.with(purchase, Stage.FAILED).enabled(false), name(w) + " voids purchase " + purchase);
        } else if (rules == Rules.COMMIT_AFTER_THE_END) {
            sink.move(
                    s.with(purchase, Stage.RELEASED)
                            .withMark(true)
                            .with(w, new Worker(At.HALF_RELEASED, 0, false, purchase)),
                    name(w) + " ends purchase " + purchase);
        } else {
            sink.move(
                    idle.with(purchase, Stage.RELEASED).withCommit(amount(s, purchase)),
                    name(w) + " releases purchase " + purchase);
        }
    }

    private static int amount(PurchaseState s, int purchase) {
        return Integer.bitCount(s.bought().get(purchase).cents());
    }

    private static String name(int worker) {
        return "worker " + (char) ('A' + worker);
    }

    /** {@code null} while every promise holds. */
    @Nullable
    String brokenPromise(PurchaseState s) {
        int charged = 0;
        for (Bought each : s.bought()) {
            if (each.stage() == Stage.FAILED) {
                continue;
            }
            if ((charged & each.cents()) != 0) {
                return "an outstanding cent is charged twice";
            }
            charged |= each.cents();
        }
        int given = Integer.bitCount(s.covered()) + s.left();
        boolean isHalf = s.workers().stream().anyMatch(worker -> worker.at() == At.HALF_RELEASED);
        if (given != s.released() && !isHalf) {
            return "commits of " + given + " for purchases of " + s.released();
        }
        if (s.isQuiet()
                && s.isEnabled()
                && isReached(s.outstanding())
                && s.bought().size() < PURCHASES) {
            return "nobody looks at a threshold that is reached";
        }
        return null;
    }
}
