package io.downbeat.sandbox.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The usage records that a marketplace holds; under one key the first write wins. Guarded by its simulator. */
public final class StoredRecords<R extends StoredRecords.UsageRecord<R>> {
    private final String provider;
    private final String kind;
    private final @Nullable Function<R, String> keyOf;
    private final Journal journal;
    private final Map<String, Stored<R>> byKey = new LinkedHashMap<>();
    private final List<Stored<R>> all = new ArrayList<>();

    private StoredRecords(
            String provider, String kind, Class<R> type, @Nullable Function<R, String> keyOf, Journal journal) {
        this.provider = provider;
        this.kind = kind;
        this.keyOf = keyOf;
        this.journal = journal;
        for (State<R> each : journal.<State<R>>saved(kind, State.class, type)) {
            String key = keyOf == null ? String.valueOf(each.key) : keyOf.apply(each.record);
            int place = each.place == null ? all.size() : each.place;
            Stored<R> stored = new Stored<>(place, key, each.id, each.record, each.created);
            stored.attempts = each.attempts;
            stored.refused = each.refused;
            all.add(stored);
            // What was forgotten was so for a later one under the same key.
            byKey.put(key, stored);
        }
    }

    /** A provider that may forget a key, and whose ids may come again: a record is journaled under its place among all. */
    public static <R extends UsageRecord<R>> StoredRecords<R> numbered(
            String provider, Class<R> type, Journal journal) {
        return new StoredRecords<>(provider, provider + ".record", type, null, journal);
    }

    /** A provider that forgets no key and gives no id twice: a record is journaled under its id, and names its key. */
    public static <R extends UsageRecord<R>> StoredRecords<R> identified(
            String provider, String kind, Class<R> type, Function<R, String> keyOf, Journal journal) {
        return new StoredRecords<>(provider, kind, type, keyOf, journal);
    }

    /** A record as its provider keeps it. */
    public interface UsageRecord<R> {
        String account();

        String customer();

        long quantity();

        /** Whether a later record under the same key says the same. */
        boolean isSame(R later);

        /** @param refused how many later ones did not say the same */
        LedgerEntry.MeterSlot meterSlot(int refused);
    }

    /** @param place and {@code key}: of {@link #numbered} records only, which cannot tell them from the record */
    private record State<R>(
            @Nullable Integer place,
            @Nullable String key,
            String id,
            R record,
            Instant created,
            int attempts,
            int refused) {}

    public enum Outcome {
        STORED,
        REPEATED,
        /** The key is taken by a record that says something else. */
        TAKEN
    }

    /** @param stored the record that the key has now */
    public record Written<R extends UsageRecord<R>>(Stored<R> stored, Outcome outcome) {}

    public Written<R> write(String key, String id, R record, Instant now) {
        Stored<R> before = byKey.get(key);
        if (before == null) {
            Stored<R> stored = new Stored<>(all.size(), key, id, record, now);
            byKey.put(key, stored);
            all.add(stored);
            save(stored);
            return new Written<>(stored, Outcome.STORED);
        }
        boolean same = before.record.isSame(record);
        before.attempts++;
        if (!same) {
            before.refused++;
        }
        save(before);
        return new Written<>(before, same ? Outcome.REPEATED : Outcome.TAKEN);
    }

    private void save(Stored<R> each) {
        boolean numbered = keyOf == null;
        journal.put(
                kind,
                numbered ? String.valueOf(each.place) : each.id,
                () -> new State<>(
                        numbered ? each.place : null,
                        numbered ? each.key : null,
                        each.id,
                        each.record,
                        each.created,
                        each.attempts,
                        each.refused));
    }

    public @Nullable Stored<R> find(String key) {
        return byKey.get(key);
    }

    /** The provider's memory ends: the record stays, a later one under the same key is another one. */
    public void forget(String key) {
        byKey.remove(key);
    }

    public List<Stored<R>> all() {
        return all;
    }

    public void clear() {
        byKey.clear();
        all.clear();
    }

    public List<LedgerEntry> ledger() {
        return all.stream().map(each -> each.ledgerEntry(provider)).toList();
    }

    public static final class Stored<R extends UsageRecord<R>> {
        private final int place;
        private final String key;
        private final String id;
        private final R record;
        private final Instant created;
        private int attempts = 1;
        private int refused;

        private Stored(int place, String key, String id, R record, Instant created) {
            this.place = place;
            this.key = key;
            this.id = id;
            this.record = record;
            this.created = created;
        }

        public String id() {
            return id;
        }

        public R record() {
            return record;
        }

        public Instant created() {
            return created;
        }

        private LedgerEntry ledgerEntry(String provider) {
            return new LedgerEntry(
                    provider,
                    "meter_slot",
                    id,
                    null,
                    record.quantity(),
                    "usd",
                    "stored",
                    true,
                    record.account(),
                    record.customer(),
                    List.of(),
                    Map.of(),
                    created,
                    attempts,
                    record.meterSlot(refused));
        }
    }
}
