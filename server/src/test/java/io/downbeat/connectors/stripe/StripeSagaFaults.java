package io.downbeat.connectors.stripe;

import io.downbeat.connectors.stripe.SagaState.Late;
import io.downbeat.connectors.stripe.SagaState.Status;
import io.downbeat.connectors.stripe.StripeSagaModel.Lateness;
import io.downbeat.connectors.stripe.StripeSagaModel.Recipe;
import io.downbeat.connectors.stripe.StripeSagaModel.Setup;
import io.downbeat.connectors.stripe.StripeSagaModel.Sink;
import io.downbeat.connectors.stripe.StripeSagaModel.Trouble;

/** What Stripe does with a request, and everything that happens without a worker: late arrivals, expiry, meddling. */
final class StripeSagaFaults {

    private static final Late[] LATE = Late.values();

    private final Setup setup;

    StripeSagaFaults(Setup setup) {
        this.setup = setup;
    }

    /** A second object if the key is forgotten: exactly what the provider documents. No room: as if lost. */
    static SagaState create(SagaState s, int generation, Setup setup) {
        int d = s.invoices() + 1;
        if (s.createKey(generation) != 0 || d > setup.drafts()) {
            return s;
        }
        return s.status(d, Status.DRAFT).createKey(generation, d);
    }

    static SagaState addLines(SagaState s, int d, int batch, Setup setup) {
        int saved = s.linesKey(batch);
        // Only one invoice a generation is ever bound, so in the bound recipes a key that holds another one is another
        // key.
        boolean refused = saved == d
                || saved == SagaState.KEY_HOLDS_ERROR
                || saved != 0 && !setup.recipe().binds();
        if (s.status(d) != Status.DRAFT || refused) {
            return s;
        }
        if (setup.recipe() == Recipe.BOUND && s.bound() != d) {
            throw new AssertionError("lines for an unbound draft: " + s);
        }
        return s.addCopy(d, batch).linesKey(batch, d);
    }

    static SagaState apply(SagaState s, Late what, int d, Setup setup) {
        Status status = s.status(d);
        Status after = switch (what) {
            case FINALIZE -> status == Status.DRAFT ? finalized(setup) : status;
            case RELEASE -> status == Status.OPEN ? Status.RELEASED : status;
            case VOID -> status == Status.OPEN || status == Status.RELEASED ? Status.DEAD : status;
            case DELETE -> status == Status.DRAFT ? Status.DEAD : status;
        };
        return s.status(d, after);
    }

    private static Status finalized(Setup setup) {
        return setup.recipe().binds() && !setup.has(Trouble.FINALIZE_SETTLES) ? Status.OPEN : Status.RELEASED;
    }

    void moves(SagaState s, Sink sink) {
        expiry(s, sink);
        for (int g = 0; g < SagaState.GENERATIONS; g++) {
            if (s.lateCreate(g)) {
                lateCreate(s, g, sink);
            }
        }
        for (int d = 1; d <= s.invoices(); d++) {
            invoiceMoves(s, d, sink);
        }
    }

    private void expiry(SagaState s, Sink sink) {
        boolean endless = setup.has(Trouble.ENDLESS_EXPIRY);
        if ((endless || s.expiries() == 0)
                && (setup.lateness() != Lateness.QUIET_TIME_WITHIN_KEY_LIFE || s.crew() == 0)) {
            sink.move(s.expireKeys(!endless), -1, false, "all keys expire");
        }
    }

    private void lateCreate(SagaState s, int g, Sink sink) {
        arrive(
                create(s, g, setup),
                s.lateCreate(g, false),
                create(s.lateCreate(g, false), g, setup),
                "create arrives late",
                sink);
        if (setup.has(Trouble.SAVED_ERRORS) && s.createKey(g) == 0) {
            SagaState failed = s.createKey(g, SagaState.KEY_HOLDS_ERROR);
            sink.move(failed, -1, false, "create fails, the error is saved");
            sink.move(
                    create(s, g, setup).createKey(g, SagaState.KEY_HOLDS_ERROR),
                    -1,
                    false,
                    "create works, an error is saved");
        }
    }

    private void invoiceMoves(SagaState s, int d, Sink sink) {
        if (setup.has(Trouble.MEDDLING) && s.status(d) == Status.DRAFT) {
            sink.move(s.status(d, Status.DEAD), -1, false, "somebody deletes a draft");
        }
        for (int b = 0; b < setup.batches(); b++) {
            if (s.lateLines(d, b)) {
                lateLines(s, d, b, sink);
            }
        }
        for (Late what : LATE) {
            if (s.late(what, d)) {
                SagaState gone = s.late(what, d, false);
                arrive(apply(s, what, d, setup), gone, apply(gone, what, d, setup), LATE_WORDS[what.ordinal()], sink);
            }
        }
    }

    private static final String[] LATE_WORDS = {
        "finalize arrives late", "release arrives late", "void arrives late", "delete arrives late"
    };

    private void lateLines(SagaState s, int d, int b, Sink sink) {
        SagaState gone = s.lateLines(d, b, false);
        arrive(addLines(s, d, b, setup), gone, addLines(gone, d, b, setup), "add_lines arrives late", sink);
        if (setup.has(Trouble.SAVED_ERRORS) && s.status(d) == Status.DRAFT && s.linesKey(b) == 0) {
            sink.move(s.linesKey(b, SagaState.KEY_HOLDS_ERROR), -1, false, "add_lines fails, the error is saved");
            sink.move(
                    s.addCopy(d, b).linesKey(b, SagaState.KEY_HOLDS_ERROR),
                    -1,
                    false,
                    "add_lines works, an error is saved");
        }
    }

    private void arrive(SagaState kept, SagaState lost, SagaState used, String what, Sink sink) {
        switch (setup.lateness()) {
            case UNBOUNDED -> sink.move(kept, -1, false, what);
            case ONCE -> sink.move(used, -1, false, what);
            case QUIET_TIME, QUIET_TIME_WITHIN_KEY_LIFE -> {
                sink.move(kept, -1, false, what);
                sink.move(lost, -1, false, "a request is lost for good");
            }
        }
    }
}
