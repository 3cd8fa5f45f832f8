package io.downbeat.lab.bench.ground;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.util.List;
import java.util.Objects;

/**
 * How much the simulated providers hold. They are the same for all parts of a run and forget nothing, so a part looks before
 * it begins and counts what came since.
 *
 * @param references how many different ones of our own ids are among the entries
 */
public record Held(long entries, long references) {
    public static Held by(Sandbox sandbox) {
        List<LedgerEntry> ledger = sandbox.ledger();
        long references = ledger.stream()
                .map(LedgerEntry::reference)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return new Held(ledger.size(), references);
    }

    public Held since(Held before) {
        return new Held(entries - before.entries, references - before.references);
    }

    /** So many, and each of them once. */
    public boolean isOnceEach(long wanted) {
        return entries == wanted && references == wanted;
    }
}
