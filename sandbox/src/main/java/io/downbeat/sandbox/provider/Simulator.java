package io.downbeat.sandbox.provider;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.util.List;
import java.util.Set;

/**
 * One provider, or one API of a provider that has several behind one prefix. Guards its own state by one lock.
 * Faults that only concern the wire never come here: they are played for every simulator alike.
 */
public interface Simulator {
    /** As faults and the ledger call it; also the first segment of its path. */
    String provider();

    /** Whether this request, already known to be below the provider's prefix, is this simulator's. The first one wins. */
    default boolean takes(Request request) {
        return true;
    }

    Set<String> steps();

    /** The step of a request, {@code unknown} for one that this provider does not know. */
    String step(Request request);

    /** Applies the request and answers it. Must call {@link Call#pause()} once, outside its lock. */
    SandboxAnswer answer(Call call);

    /** How this provider words a fault that refuses a request without looking at it. */
    SandboxAnswer refusal(FaultKind kind);

    /** Every effect it holds; a login has none, for a token is nothing that a customer pays for. */
    default List<LedgerEntry> ledger() {
        return List.of();
    }

    void reset();
}
