package io.downbeat.sandbox;

import org.jspecify.annotations.Nullable;

/** One request with the faults that befall it. */
record Call(Request request, String step, Faults.Drawn drawn) {
    private static final int STALE_CALLS = 10;

    FaultKind fault() {
        return drawn.kind();
    }

    boolean has(FaultKind modifier) {
        return drawn.modifier(modifier) != null;
    }

    /** The last call whose new objects a listing shows, when this call is number {@code number} at its provider. */
    long visibleUntil(long number) {
        Fault stale = drawn.modifier(FaultKind.STALE_LIST);
        if (stale == null) return number;
        return number - 1 - (stale.calls() == null ? STALE_CALLS : stale.calls());
    }

    @Nullable
    String match() {
        return drawn.outcome() == null ? null : drawn.outcome().match();
    }

    /** Waits out a {@code slow} fault. Never under a simulator's lock, or one slow call would slow down all. */
    void pause() {
        Fault slow = drawn.modifier(FaultKind.SLOW);
        if (slow == null || slow.delayMillis() == null) return;
        try {
            Thread.sleep(slow.delayMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same request once more, with nothing in its way. */
    Call withoutFaults() {
        return new Call(request, step, Faults.Drawn.NOTHING);
    }
}
