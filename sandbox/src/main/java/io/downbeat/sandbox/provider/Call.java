package io.downbeat.sandbox.provider;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.faults.Faults;
import io.downbeat.sandbox.http.Request;

/** One request with the faults that befall it. */
public record Call(Request request, String step, Faults.Drawn drawn) {
    private static final int STALE_CALLS = 10;

    public FaultKind fault() {
        return drawn.kind();
    }

    public boolean has(FaultKind modifier) {
        return drawn.modifier(modifier) != null;
    }

    /** The last call whose new objects a listing shows, when this call is number {@code number} at its provider. */
    public long visibleUntil(long number) {
        Fault stale = drawn.modifier(FaultKind.STALE_LIST);
        if (stale == null) {
            return number;
        }
        return number - 1 - (stale.calls() == null ? STALE_CALLS : stale.calls());
    }

    /** Whether a fault says of this customer that the marketplace has no agreement with them. */
    public boolean isUnsubscribed(String customer) {
        Fault outcome = drawn.outcome();
        return outcome != null
                && fault() == FaultKind.CUSTOMER_NOT_SUBSCRIBED
                && (outcome.match() == null || customer.contains(outcome.match()));
    }

    /** Waits out a {@code slow} fault. Never under a simulator's lock, or one slow call would slow down all. */
    public void pause() {
        Fault slow = drawn.modifier(FaultKind.SLOW);
        if (slow == null || slow.delayMillis() == null) {
            return;
        }
        try {
            Thread.sleep(slow.delayMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same request once more, with nothing in its way. */
    public Call withoutFaults() {
        return new Call(request, step, Faults.Drawn.NOTHING);
    }
}
