package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.Journal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's idempotency layer: the first answer under a key is kept, errors included, and given again for 24 hours.
 * After that the same request makes a second object, which is what senders must survive.
 */
final class IdempotencyKeys {
    private static final Duration RETENTION = Duration.ofHours(24);
    private static final String KIND = "stripe.key";

    /** Oldest first. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private final Journal journal;

    IdempotencyKeys(Journal journal) {
        this.journal = journal;
        List<StoredAnswer> oldestFirst = journal.saved(KIND, StoredAnswer.class).stream()
                .sorted(Comparator.comparing(StoredAnswer::firstSeen))
                .toList();
        for (StoredAnswer each : oldestFirst) {
            Entry entry = new Entry(each.fingerprint, each.firstSeen);
            entry.answer = new SandboxAnswer(each.status, each.headers, each.body.getBytes(StandardCharsets.UTF_8));
            entries.put(each.key, entry);
        }
    }

    /** An answer as it is saved beyond this process. */
    private record StoredAnswer(
            String key, String fingerprint, Instant firstSeen, int status, Map<String, String> headers, String body) {}

    /** What a key means for the request that brings it. */
    sealed interface Claim {
        record Fresh() implements Claim {}

        record Replay(SandboxAnswer answer) implements Claim {}

        record OtherParameters() implements Claim {}

        record InFlight() implements Claim {}
    }

    synchronized Claim claim(String scopedKey, String fingerprint, Instant now) {
        forgetUntil(now.minus(RETENTION));
        Entry known = entries.get(scopedKey);
        if (known == null) {
            entries.put(scopedKey, new Entry(fingerprint, now));
            return new Claim.Fresh();
        }
        if (!known.fingerprint.equals(fingerprint)) {
            return new Claim.OtherParameters();
        }
        return known.answer == null ? new Claim.InFlight() : new Claim.Replay(known.answer);
    }

    synchronized void keep(String scopedKey, SandboxAnswer answer) {
        Entry entry = entries.get(scopedKey);
        // Forgotten while it ran: a real layer that lost the key does not get it back by the answer.
        if (entry == null) {
            return;
        }
        entry.answer = answer;
        journal.put(
                KIND,
                scopedKey,
                () -> new StoredAnswer(
                        scopedKey,
                        entry.fingerprint,
                        entry.firstSeen,
                        answer.status(),
                        answer.headers(),
                        answer.text()));
    }

    synchronized void release(String scopedKey) {
        Entry released = entries.remove(scopedKey);
        if (released != null && released.answer != null) {
            journal.remove(KIND, scopedKey);
        }
    }

    synchronized void forgetAll() {
        entries.keySet().forEach(key -> journal.remove(KIND, key));
        entries.clear();
    }

    private void forgetUntil(Instant oldest) {
        for (Iterator<Map.Entry<String, Entry>> all = entries.entrySet().iterator(); all.hasNext(); all.remove()) {
            Map.Entry<String, Entry> first = all.next();
            if (first.getValue().firstSeen.isAfter(oldest)) {
                return;
            }
            journal.remove(KIND, first.getKey());
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
