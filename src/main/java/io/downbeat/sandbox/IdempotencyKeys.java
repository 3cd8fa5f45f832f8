package io.downbeat.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's idempotency layer: the first answer under a key is kept, errors included, and given again for 24 hours.
 * After that the same request makes a second object, which is what senders must survive.
 */
final class IdempotencyKeys {
    private static final Duration KEPT = Duration.ofHours(24);

    /** Oldest first. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** What a key means for the request that brings it. */
    sealed interface Claim {
        record Fresh() implements Claim {}

        record Replay(SandboxAnswer answer) implements Claim {}

        record OtherParameters() implements Claim {}

        record InFlight() implements Claim {}
    }

    synchronized Claim claim(String scopedKey, String fingerprint, Instant now) {
        forgetUntil(now.minus(KEPT));
        Entry known = entries.get(scopedKey);
        if (known == null) {
            entries.put(scopedKey, new Entry(fingerprint, now));
            return new Claim.Fresh();
        }
        if (!known.fingerprint.equals(fingerprint)) return new Claim.OtherParameters();
        return known.answer == null ? new Claim.InFlight() : new Claim.Replay(known.answer);
    }

    synchronized void keep(String scopedKey, SandboxAnswer answer) {
        Entry entry = entries.get(scopedKey);
        // Forgotten while it ran: a real layer that lost the key does not get it back by the answer.
        if (entry != null) entry.answer = answer;
    }

    synchronized void release(String scopedKey) {
        entries.remove(scopedKey);
    }

    synchronized void forgetAll() {
        entries.clear();
    }

    private void forgetUntil(Instant oldest) {
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); all.remove()) {
            if (all.next().firstSeen.isAfter(oldest)) return;
        }
    }

    private static final class Entry {
        private final String fingerprint;
        private final Instant firstSeen;
        private @Nullable SandboxAnswer answer;

        Entry(String fingerprint, Instant firstSeen) {
            this.fingerprint = fingerprint;
            this.firstSeen = firstSeen;
        }
    }
}
