package io.downbeat.sandbox;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Requests whose sender already gave up on them. They arrive after a real delay, or just before a later call to the same
 * provider: that is the zombie which makes "not there yet" different from "not there".
 */
final class DelayedCalls {
    private final List<Delayed> waiting = new ArrayList<>();
    private final Journal journal;

    DelayedCalls(Journal journal) {
        this.journal = journal;
    }

    void add(Simulator simulator, Call call, Fault fault) {
        Long millis = fault.delayMillis();
        int calls = fault.calls() == null ? 1 : fault.calls();
        Delayed one = new Delayed(simulator, call.withoutFaults(), millis == null ? calls : Integer.MAX_VALUE);
        synchronized (waiting) {
            waiting.add(one);
        }
        if (millis != null) {
            Thread.ofVirtual().start(() -> deliverAfter(one, millis));
        }
    }

    /** A call to this provider arrives: what was to arrive before it arrives now. */
    void onCallTo(String provider) {
        deliver(take(each -> each.simulator.provider().equals(provider) && --each.callsLeft <= 0));
    }

    /** Delivers everything, so that a test can end with nothing under way. */
    int deliverAll() {
        List<Delayed> all = take(_ -> true);
        deliver(all);
        return all.size();
    }

    int size() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    void reset() {
        take(_ -> true);
    }

    private void deliverAfter(Delayed one, long millis) {
        try {
            Thread.sleep(millis);
            deliver(take(each -> each == one));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Delayed> take(Predicate<Delayed> which) {
        synchronized (waiting) {
            if (waiting.isEmpty()) {
                return List.of();
            }
            List<Delayed> taken = new ArrayList<>();
            for (Iterator<Delayed> all = waiting.iterator(); all.hasNext(); ) {
                Delayed next = all.next();
                if (which.test(next)) {
                    taken.add(next);
                    all.remove();
                }
            }
            return taken;
        }
    }

    private void deliver(List<Delayed> due) {
        due.forEach(each -> journal.request(() -> each.simulator.answer(each.call)));
    }

    private static final class Delayed {
        private final Simulator simulator;
        private final Call call;
        private int callsLeft;

        Delayed(Simulator simulator, Call call, int callsLeft) {
            this.simulator = simulator;
            this.call = call;
            this.callsLeft = callsLeft;
        }
    }
}
