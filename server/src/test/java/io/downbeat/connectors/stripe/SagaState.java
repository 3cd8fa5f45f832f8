package io.downbeat.connectors.stripe;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * One moment of the small world, packed into two longs so that millions of them fit into memory.
 *
 * <p>{@code world}: our delivery row, Stripe's invoices and Stripe's idempotency keys. {@code crew}: what every worker is
 * about to do, and the requests that were sent and may still arrive. Invoices are numbered from 1; 0 means none.
 */
record SagaState(long world, long crew) {

    static final int DRAFTS = 4;
    static final int GENERATIONS = 3;
    static final int KEY_HOLDS_ERROR = 5;

    /** What Stripe says about an invoice. RELEASED is open with {@code auto_advance=true}: from here on it can charge. */
    enum Status {
        NONE,
        DRAFT,
        OPEN,
        RELEASED,
        DEAD
    }

    /** What a worker does next. A worker that died or lost interest is IDLE. */
    enum Pc {
        IDLE,
        CREATE,
        LIST,
        BIND,
        READ,
        REREAD,
        LINES,
        FINALIZE,
        RELEASE,
        VOID,
        DELETE,
        UNBIND,
        BUMP,
        FINISH
    }

    /** Requests that carry an invoice id and can be late; create is apart because it carries a generation. */
    enum Late {
        FINALIZE,
        RELEASE,
        VOID,
        DELETE
    }

    private static final Status[] STATUSES = Status.values();
    private static final Pc[] PCS = Pc.values();
    private static final int WORKER = 11;
    private static final int NET_CREATE = 33;
    private static final int NET_LINES = 36;
    private static final int NET_OTHER = 44;

    static SagaState start() {
        return new SagaState(0, 0);
    }

    private static int bits(long word, int at, int width) {
        return (int) (word >>> at) & ((1 << width) - 1);
    }

    private static long put(long word, int at, int width, int value) {
        long mask = ((1L << width) - 1) << at;
        return word & ~mask | (long) value << at;
    }

    private SagaState world(int at, int width, int value) {
        return new SagaState(put(world, at, width, value), crew);
    }

    private SagaState crew(int at, int width, int value) {
        return new SagaState(world, put(crew, at, width, value));
    }

    // our row

    int generation() {
        return bits(world, 0, 2);
    }

    int bound() {
        return bits(world, 2, 3);
    }

    boolean intent() {
        return bits(world, 5, 1) == 1;
    }

    boolean finished() {
        return bits(world, 6, 1) == 1;
    }

    SagaState bind(int invoice) {
        return world(2, 3, invoice);
    }

    SagaState intend(boolean create) {
        return world(5, 1, create ? 1 : 0);
    }

    SagaState finish() {
        return world(6, 1, 1);
    }

    /** Next generation: nothing bound, no create intended, and add_lines starts under keys nobody has used. */
    SagaState nextGeneration() {
        return world(0, 2, generation() + 1)
                .bind(0)
                .intend(false)
                .linesKey(0, 0)
                .linesKey(1, 0);
    }

    // Stripe: invoices

    Status status(int invoice) {
        return STATUSES[bits(world, 2 + 7 * invoice, 3)];
    }

    SagaState status(int invoice, Status status) {
        return world(2 + 7 * invoice, 3, status.ordinal());
    }

    int copies(int invoice, int batch) {
        return bits(world, 5 + 7 * invoice + 2 * batch, 2);
    }

    /** Two copies stand for "too many": a third changes nothing that any rule looks at. */
    SagaState addCopy(int invoice, int batch) {
        return world(5 + 7 * invoice + 2 * batch, 2, Math.min(2, copies(invoice, batch) + 1));
    }

    int invoices() {
        int n = 0;
        while (n < DRAFTS && status(n + 1) != Status.NONE) {
            n++;
        }
        return n;
    }

    int count(Status wanted) {
        int n = 0;
        for (int d = 1; d <= DRAFTS; d++) {
            n += status(d) == wanted ? 1 : 0;
        }
        return n;
    }

    // Stripe: idempotency keys. 0 unused, 1..4 the invoice of the saved answer, KEY_HOLDS_ERROR a saved error

    int expiries() {
        return bits(world, 7, 2);
    }

    int createKey(int generation) {
        return bits(world, 37 + 3 * generation, 3);
    }

    SagaState createKey(int generation, int value) {
        return world(37 + 3 * generation, 3, value);
    }

    int linesKey(int batch) {
        return bits(world, 46 + 3 * batch, 3);
    }

    SagaState linesKey(int batch, int value) {
        return world(46 + 3 * batch, 3, value);
    }

    SagaState expireKeys(boolean counted) {
        SagaState forgotten = world(37, 15, 0);
        return counted ? forgotten.world(7, 2, expiries() + 1) : forgotten;
    }

    // workers

    Pc pc(int w) {
        return PCS[bits(crew, WORKER * w, 4)];
    }

    /** Whether the fence this worker holds is still the row's fence. */
    boolean owns(int w) {
        return bits(crew, WORKER * w + 4, 1) == 1;
    }

    int localGeneration(int w) {
        return bits(crew, WORKER * w + 5, 2);
    }

    SagaState forgetGeneration(int w) {
        return crew(WORKER * w + 5, 2, 0);
    }

    int invoice(int w) {
        return bits(crew, WORKER * w + 7, 3);
    }

    int batch(int w) {
        return bits(crew, WORKER * w + 10, 1);
    }

    SagaState idle(int w) {
        return crew(WORKER * w, WORKER, 0);
    }

    SagaState pc(int w, Pc pc) {
        return crew(WORKER * w, 4, pc.ordinal());
    }

    SagaState pc(int w, Pc pc, int invoice, int batch) {
        return pc(w, pc).crew(WORKER * w + 7, 3, invoice).crew(WORKER * w + 10, 1, batch);
    }

    /** The fence moves to {@code w}; everybody else becomes a zombie that does not know it yet. */
    SagaState claim(int w, int workers) {
        SagaState s = this;
        for (int other = 0; other < workers; other++) {
            s = s.crew(WORKER * other + 4, 1, 0);
        }
        return s.crew(WORKER * w + 4, 1, 1).crew(WORKER * w + 5, 2, generation());
    }

    /** Workers are alike, so states that differ only in who is who are one state. */
    SagaState sortWorkers(int workers) {
        long[] fields = new long[workers];
        for (int w = 0; w < workers; w++) {
            fields[w] = bits(crew, WORKER * w, WORKER);
        }
        Arrays.sort(fields);
        SagaState s = this;
        for (int w = 0; w < workers; w++) {
            s = s.crew(WORKER * w, WORKER, (int) fields[w]);
        }
        return s;
    }

    // requests under way

    boolean lateCreate(int generation) {
        return bits(crew, NET_CREATE + generation, 1) == 1;
    }

    SagaState lateCreate(int generation, boolean there) {
        return crew(NET_CREATE + generation, 1, there ? 1 : 0);
    }

    boolean lateLines(int invoice, int batch) {
        return bits(crew, NET_LINES + 2 * (invoice - 1) + batch, 1) == 1;
    }

    SagaState lateLines(int invoice, int batch, boolean there) {
        return crew(NET_LINES + 2 * (invoice - 1) + batch, 1, there ? 1 : 0);
    }

    boolean late(Late what, int invoice) {
        return bits(crew, NET_OTHER + 4 * what.ordinal() + invoice - 1, 1) == 1;
    }

    SagaState late(Late what, int invoice, boolean there) {
        return crew(NET_OTHER + 4 * what.ordinal() + invoice - 1, 1, there ? 1 : 0);
    }

    boolean nothingUnderWay() {
        return crew >>> NET_CREATE == 0;
    }

    /** Forgets what can never matter again: requests Stripe is bound to refuse, and the lines of dead invoices. */
    SagaState withoutNoise() {
        SagaState s = this;
        for (int d = 1; d <= DRAFTS; d++) {
            Status status = s.status(d);
            if (status == Status.NONE || status == Status.DRAFT) {
                continue;
            }
            s = s.lateLines(d, 0, false)
                    .lateLines(d, 1, false)
                    .late(Late.FINALIZE, d, false)
                    .late(Late.DELETE, d, false);
            if (status != Status.OPEN) {
                s = s.late(Late.RELEASE, d, false);
            }
            if (status == Status.DEAD) {
                s = s.late(Late.VOID, d, false).world(5 + 7 * d, 4, 0);
            }
        }
        return s;
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        text.add("row: generation " + generation() + (bound() == 0 ? "" : " bound in_" + bound())
                + (finished() ? " FINISHED" : ""));
        for (int d = 1; d <= invoices(); d++) {
            text.add("in_" + d + " " + status(d) + " lines x" + copies(d, 0) + "/x" + copies(d, 1));
        }
        for (int g = 0; g < GENERATIONS; g++) {
            if (lateCreate(g)) {
                text.add("late create " + g);
            }
        }
        for (int d = 1; d <= DRAFTS; d++) {
            for (int b = 0; b < 2; b++) {
                if (lateLines(d, b)) {
                    text.add("late add_lines in_" + d + " batch " + b);
                }
            }
            for (Late what : Late.values()) {
                if (late(what, d)) {
                    text.add("late " + what + " in_" + d);
                }
            }
        }
        return text.toString();
    }
}
