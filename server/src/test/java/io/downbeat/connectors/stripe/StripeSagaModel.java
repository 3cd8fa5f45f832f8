package io.downbeat.connectors.stripe;

import io.downbeat.connectors.stripe.SagaState.Late;
import io.downbeat.connectors.stripe.SagaState.Pc;
import io.downbeat.connectors.stripe.SagaState.Status;
import java.util.Set;

/**
 * The rules of the small world: what each worker, Stripe, the network and time may do next.
 *
 * <p>A worker that loses an answer goes IDLE, because production does the same: the row becomes UNKNOWN and whoever claims
 * it next reconciles. A worker that lost its fence goes on sending (nothing at Stripe can stop it) but can no longer write
 * to the row. Lease and deadline checks are left out on purpose: they narrow these interleavings, nothing may rest on them.
 */
final class StripeSagaModel {

    /** The recipe we build, two that look sufficient, and the built one with one ingredient taken out. */
    enum Recipe {
        BOUND,
        KEY_ONLY,
        LOOK_UP_THEN_CREATE,
        BOUND_WITHOUT_VERIFYING,
        BOUND_WITHOUT_COMPARING,
        BOUND_BUT_UNBINDS_BEFORE_DEATH_IS_SEEN;

        boolean binds() {
            return this != KEY_ONLY && this != LOOK_UP_THEN_CREATE;
        }
    }

    /** How long a request may be under way. */
    enum Lateness {
        /** For ever, and once it arrived it may arrive again: more than HTTP can do, so it covers every retry inside a client. */
        UNBOUNDED,
        /** The generation changes only once every request was answered, applied or lost: the quiet time. Keys die any time. */
        QUIET_TIME,
        /** As QUIET_TIME, and no request or process sleeps through the life of a key (24 h against a deadline of seconds). */
        QUIET_TIME_WITHIN_KEY_LIFE,
        /** At any later time, at most once. The narrowest: used for the naive recipes, so that their failure is a real one. */
        ONCE
    }

    /** What else may go wrong. Without any of these, keys still expire once, at any moment. */
    enum Trouble {
        /** Lists miss what exists and show what is gone. */
        STALE_LISTS,
        /** Stripe saves an error under a key, with or without having done the work, and replays it. */
        SAVED_ERRORS,
        /** Somebody (the nightly audit, a person) deletes drafts at any moment, bound or not. */
        MEDDLING,
        /** Keys are forgotten as often as it hurts. */
        ENDLESS_EXPIRY,
        /** Finalizing alone pays the invoice (customer credit balance, tiny amounts). */
        FINALIZE_SETTLES
    }

    record Setup(
            Recipe recipe,
            int workers,
            int batches,
            Lateness lateness,
            Set<Trouble> troubles,
            int drafts,
            int generations) {

        Setup(Recipe recipe, int workers, int batches, Lateness lateness, Trouble... troubles) {
            this(recipe, workers, batches, lateness, Set.of(troubles), SagaState.DRAFTS, SagaState.GENERATIONS);
        }

        Setup within(int drafts, int generations) {
            return new Setup(recipe, workers, batches, lateness, troubles, drafts, generations);
        }

        boolean has(Trouble trouble) {
            return troubles.contains(trouble);
        }
    }

    interface Sink {
        /** {@code smooth}: an answer arrived and nobody was unlucky. {@code who}: a worker, or -1 for the world around. */
        void move(SagaState next, int who, boolean smooth, String what);
    }

    private final Setup setup;

    StripeSagaModel(Setup setup) {
        this.setup = setup;
    }

    Setup setup() {
        return setup;
    }

    void moves(SagaState s, Sink sink) {
        for (int w = 0; w < setup.workers(); w++) {
            workerMoves(s, w, sink);
        }
        new StripeSagaFaults(setup).moves(s, sink);
    }

    void workerMoves(SagaState s, int w, Sink sink) {
        if (s.pc(w) == Pc.IDLE) {
            claim(s, w, sink);
            return;
        }
        sink.move(s.idle(w), w, false, "dies");
        int d = s.invoice(w);
        switch (s.pc(w)) {
            case IDLE -> {}
            case CREATE -> create(s, w, sink);
            case LIST -> list(s, w, sink);
            case BIND -> bind(s, w, d, sink);
            case READ -> read(s, w, d, sink);
            case REREAD -> reread(s, w, d, sink);
            case LINES -> lines(s, w, d, sink);
            case FINALIZE -> finalizeInvoice(s, w, d, sink);
            case RELEASE -> send(s, w, Late.RELEASE, d, Pc.READ, sink, "releases");
            case VOID -> send(s, w, Late.VOID, d, Pc.READ, sink, "voids");
            case DELETE -> send(s, w, Late.DELETE, d, Pc.READ, sink, "deletes the draft");
            case UNBIND -> nextGeneration(s, w, sink, "unbinds, next generation");
            case BUMP -> nextGeneration(s, w, sink, "found nothing, next generation");
            case FINISH ->
                sink.move(s.owns(w) ? s.finish().idle(w) : s.idle(w), w, true, "finishes the row if it still may");
        }
    }

    // ---- our row: every write is "where fence = mine"

    private void claim(SagaState s, int w, Sink sink) {
        if (s.finished()) {
            return;
        }
        SagaState mine = s.claim(w, setup.workers());
        if (setup.recipe() == Recipe.LOOK_UP_THEN_CREATE) {
            sink.move(mine.pc(w, Pc.LIST), w, true, "claims");
        } else if (s.bound() != 0) {
            sink.move(mine.pc(w, Pc.READ, s.bound(), 0), w, true, "claims, reads what is bound");
        } else if (!s.intent() || !setup.recipe().binds()) {
            sink.move(mine.intend(true).pc(w, Pc.CREATE), w, true, "claims, writes the intent to create");
        } else {
            sink.move(mine.pc(w, Pc.LIST), w, true, "claims, create is unknown, will list");
            sink.move(mine.pc(w, Pc.CREATE), w, false, "claims, create is unknown, will repeat it under its key");
        }
    }

    private void bind(SagaState s, int w, int d, Sink sink) {
        boolean may = s.owns(w) && s.bound() == 0 || setup.recipe() == Recipe.BOUND_WITHOUT_COMPARING;
        sink.move(may ? s.bind(d).pc(w, Pc.READ) : s.idle(w), w, true, may ? "binds" : "lost the fence, stops");
    }

    private void nextGeneration(SagaState s, int w, Sink sink, String what) {
        if (!s.owns(w)) {
            sink.move(s.idle(w), w, true, "lost the fence, stops");
            return;
        }
        boolean waits =
                setup.lateness() == Lateness.QUIET_TIME || setup.lateness() == Lateness.QUIET_TIME_WITHIN_KEY_LIFE;
        if (s.generation() < setup.generations() - 1 && (!waits || s.nothingUnderWay())) {
            sink.move(s.nextGeneration().idle(w), w, true, what);
        }
    }

    // ---- reading Stripe

    private void list(SagaState s, int w, Sink sink) {
        boolean found = false;
        Pc next = setup.recipe().binds() ? Pc.BIND : Pc.READ;
        for (int d = 1; d <= s.invoices(); d++) {
            boolean there = s.status(d) != Status.DEAD;
            found |= there;
            if (there || setup.has(Trouble.STALE_LISTS)) {
                sink.move(s.pc(w, next, d, 0), w, there, "lists and finds one");
            }
        }
        if (!found || setup.has(Trouble.STALE_LISTS)) {
            Pc absent = setup.recipe().binds() ? Pc.BUMP : Pc.CREATE;
            sink.move(s.pc(w, absent), w, !found, "lists and finds nothing");
        }
    }

    private void read(SagaState s, int w, int d, Sink sink) {
        switch (s.status(d)) {
            case NONE, DEAD -> sink.move(s.pc(w, Pc.UNBIND), w, true, "reads: dead");
            case DRAFT -> readDraft(s, w, d, sink);
            case OPEN -> {
                boolean good = isWhole(s, d) || setup.recipe() == Recipe.BOUND_WITHOUT_VERIFYING;
                sink.move(
                        s.pc(w, good ? Pc.RELEASE : Pc.VOID),
                        w,
                        true,
                        good ? "verifies: whole" : "verifies: wrong lines");
            }
            case RELEASED -> sink.move(s.pc(w, Pc.FINISH), w, true, "reads: released");
        }
    }

    private void readDraft(SagaState s, int w, int d, Sink sink) {
        for (int b = 0; b < setup.batches(); b++) {
            if (s.copies(d, b) == 0) {
                sink.move(s.pc(w, Pc.LINES, d, b), w, true, "reads: a batch is missing");
                return;
            }
        }
        boolean doubled = !isWhole(s, d) && setup.recipe().binds();
        sink.move(
                s.pc(w, doubled ? Pc.DELETE : Pc.FINALIZE),
                w,
                true,
                doubled ? "reads: a batch is doubled" : "reads: lines there");
    }

    /** After a replayed error: the key is poisoned, so a batch that is still missing can only come on another invoice. */
    private void reread(SagaState s, int w, int d, Sink sink) {
        if (s.status(d) == Status.DRAFT && s.copies(d, s.batch(w)) == 0) {
            sink.move(s.pc(w, Pc.DELETE), w, true, "key replays an error, batch still missing");
        } else {
            read(s, w, d, sink);
        }
    }

    boolean isWhole(SagaState s, int d) {
        for (int b = 0; b < setup.batches(); b++) {
            if (s.copies(d, b) != 1) {
                return false;
            }
        }
        return true;
    }

    // ---- changing Stripe: every send either is applied and answered, or the answer is lost and the request is late or
    // gone

    private void create(SagaState s, int w, Sink sink) {
        int g = s.localGeneration(w);
        sink.move(s.idle(w).lateCreate(g, true), w, false, "sends create, hears nothing");
        int saved = s.createKey(g);
        if (saved == SagaState.KEY_HOLDS_ERROR) {
            sink.move(s.pc(w, Pc.LIST), w, true, "create replays a saved error");
            return;
        }
        SagaState done = StripeSagaFaults.create(s, g, setup);
        int d = saved == 0 ? s.invoices() + 1 : saved;
        if (d <= setup.drafts()) {
            Pc next = setup.recipe().binds() ? Pc.BIND : setup.recipe() == Recipe.KEY_ONLY ? Pc.LINES : Pc.READ;
            sink.move(done.pc(w, next, d, 0), w, true, "create answers");
        }
    }

    private void lines(SagaState s, int w, int d, Sink sink) {
        int b = s.batch(w);
        sink.move(s.idle(w).lateLines(d, b, true), w, false, "sends add_lines, hears nothing");
        if (s.status(d) == Status.DRAFT && s.linesKey(b) == SagaState.KEY_HOLDS_ERROR) {
            sink.move(s.pc(w, Pc.REREAD), w, true, "add_lines replays a saved error");
            return;
        }
        boolean blind = setup.recipe() == Recipe.KEY_ONLY;
        Pc next = !blind ? Pc.READ : b + 1 < setup.batches() ? Pc.LINES : Pc.FINALIZE;
        SagaState done = StripeSagaFaults.addLines(s, d, b, setup);
        sink.move(done.pc(w, next, d, next == Pc.LINES ? b + 1 : 0), w, true, "add_lines answers");
    }

    private void finalizeInvoice(SagaState s, int w, int d, Sink sink) {
        Pc next = setup.recipe() == Recipe.KEY_ONLY ? Pc.FINISH : Pc.READ;
        send(s, w, Late.FINALIZE, d, next, sink, "finalizes");
    }

    private void send(SagaState s, int w, Late what, int d, Pc next, Sink sink, String words) {
        SagaState unheard = s.late(what, d, true);
        boolean hasty = (what == Late.VOID || what == Late.DELETE)
                && setup.recipe() == Recipe.BOUND_BUT_UNBINDS_BEFORE_DEATH_IS_SEEN;
        sink.move(hasty ? unheard.pc(w, Pc.UNBIND) : unheard.idle(w), w, false, words + ", hears nothing");
        sink.move(StripeSagaFaults.apply(s, what, d, setup).pc(w, next), w, true, words + ", answered");
    }

    /** Same moves to come, one representative: zombies whose next act is a fenced write are as good as gone. */
    SagaState canonical(SagaState s) {
        SagaState c = s.withoutNoise();
        for (int w = 0; w < setup.workers(); w++) {
            if (!c.owns(w) && harmlessWithoutFence(c.pc(w))) {
                c = c.idle(w);
            }
            c = withoutUnusedNotes(c, w);
            c = setup.lateness() == Lateness.UNBOUNDED ? alreadySent(c, w) : c;
        }
        c = c.withoutNoise();
        return setup.workers() > 2 ? c.sortWorkers(setup.workers()) : c;
    }

    private static SagaState withoutUnusedNotes(SagaState s, int w) {
        Pc pc = s.pc(w);
        return switch (pc) {
            case IDLE -> s.idle(w);
            case CREATE, LIST -> s.pc(w, pc, 0, 0);
            case UNBIND, BUMP, FINISH -> s.pc(w, pc, 0, 0).forgetGeneration(w);
            case LINES, REREAD -> s.forgetGeneration(w);
            case BIND, READ, FINALIZE, RELEASE, VOID, DELETE ->
                s.pc(w, pc, s.invoice(w), 0).forgetGeneration(w);
        };
    }

    /** If requests may stay for ever, "about to send" and "sent, not heard of" differ in nothing that can be lost by merging. */
    private static SagaState alreadySent(SagaState s, int w) {
        int d = s.invoice(w);
        return switch (s.pc(w)) {
            case CREATE -> s.lateCreate(s.localGeneration(w), true);
            case LINES -> s.lateLines(d, s.batch(w), true);
            case FINALIZE -> s.late(Late.FINALIZE, d, true);
            case RELEASE -> s.late(Late.RELEASE, d, true);
            case VOID -> s.late(Late.VOID, d, true);
            case DELETE -> s.late(Late.DELETE, d, true);
            case IDLE, LIST, BIND, READ, REREAD, UNBIND, BUMP, FINISH -> s;
        };
    }

    private boolean harmlessWithoutFence(Pc pc) {
        return switch (pc) {
            case LIST -> setup.recipe() == Recipe.BOUND;
            case BIND -> setup.recipe() != Recipe.BOUND_WITHOUT_COMPARING;
            case IDLE, UNBIND, BUMP, FINISH -> true;
            case CREATE, READ, REREAD, LINES, FINALIZE, RELEASE, VOID, DELETE -> false;
        };
    }
}
