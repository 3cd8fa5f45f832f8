package io.downbeat.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Requests whose sender already gave up on them. They land after a real delay, or just before a later call to the same
 * provider: that is the zombie which makes "not there yet" different from "not there".
 */
final class LateCalls {
    private final List<Late> waiting = new ArrayList<>();
    private final Journal journal;

    LateCalls(Journal journal) {
        this.journal = journal;
    }

    void keep(Simulator simulator, Call call, Fault fault) {
        Long millis = fault.delayMillis();
        int calls = fault.calls() == null ? 1 : fault.calls();
        Late late = new Late(simulator, call.withoutFaults(), millis == null ? calls : Integer.MAX_VALUE);
        synchronized (waiting) {
            waiting.add(late);
        }
        if (millis != null) Thread.ofVirtual().start(() -> landAfter(late, millis));
    }

    /** A call to this provider arrives: what was to land before it lands now. */
    void onCallTo(String provider) {
        land(take(late -> late.simulator.provider().equals(provider) && --late.callsLeft <= 0));
    }

    /** Lands everything, so that a test can end with nothing under way. */
    int landAll() {
        List<Late> all = take(late -> true);
        land(all);
        return all.size();
    }

    int size() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    void reset() {
        take(late -> true);
    }

    private void landAfter(Late late, long millis) {
        try {
            Thread.sleep(millis);
            land(take(each -> each == late));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Late> take(Predicate<Late> which) {
        synchronized (waiting) {
            if (waiting.isEmpty()) return List.of();
            List<Late> taken = new ArrayList<>();
            for (Iterator<Late> all = waiting.iterator(); all.hasNext(); ) {
                Late late = all.next();
                if (which.test(late)) {
                    taken.add(late);
                    all.remove();
                }
            }
            return taken;
        }
    }

    private void land(List<Late> due) {
        due.forEach(late -> journal.request(() -> late.simulator.answer(late.call)));
    }

    private static final class Late {
        private final Simulator simulator;
        private final Call call;
        private int callsLeft;

        Late(Simulator simulator, Call call, int callsLeft) {
            this.simulator = simulator;
            this.call = call;
            this.callsLeft = callsLeft;
        }
    }
}
