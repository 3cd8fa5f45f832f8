package io.downbeat.sandbox.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records that a marketplace holds; under one key the first write wins. Guarded by its simulator. */
public final class HourRecords {
    private final String provider;
    private final Map<String, Stored> byKey = new LinkedHashMap<>();
    private final List<Stored> all = new ArrayList<>();
    private final Journal journal;

    public HourRecords(String provider, Journal journal) {
        this.provider = provider;
        this.journal = journal;
        for (State each : journal.saved(kind(), State.class)) {
            Stored kept = new Stored(each.place, each.key, each.id, each.record, each.created);
            kept.attempts = each.attempts;
            kept.refused = each.refused;
            all.add(kept);
            // What was forgotten was so for a later one under the same key.
            byKey.put(each.key, kept);
        }
    }

    /** @param place among all, since a key may come again once it was forgotten */
    private record State(int place, String key, String id, Record record, Instant created, int attempts, int refused) {}

    /** @param product the plan or the service that it was sent under */
    public record Record(
            String account, String customer, String dimension, Instant hour, long quantity, String product) {}

    /** @param isNew false if the key was taken, by an equal record or another one */
    public record Written(Stored stored, boolean isNew) {}

    public Written write(String key, String id, Record record, Instant now) {
        Stored before = byKey.get(key);
        if (before == null) {
            Stored stored = new Stored(all.size(), key, id, record, now);
            byKey.put(key, stored);
            all.add(stored);
            keep(stored);
            return new Written(stored, true);
        }
        before.attempts++;
        if (before.record.quantity != record.quantity) {
            before.refused++;
        }
        keep(before);
        return new Written(before, false);
    }

    private void keep(Stored each) {
        journal.put(
                kind(),
                String.valueOf(each.place),
                () -> new State(each.place, each.key, each.id, each.record, each.created, each.attempts, each.refused));
    }

    private String kind() {
        return provider + ".record";
    }

    @Nullable
    public Stored find(String key) {
        return byKey.get(key);
    }

    /** The provider's memory ends: the record stays, a later one under the same key is another one. */
    public void forget(String key) {
        byKey.remove(key);
    }

    public List<Stored> all() {
        return all;
    }

    public void clear() {
        byKey.clear();
        all.clear();
    }

    public List<LedgerEntry> ledger() {
        List<LedgerEntry> entries = new ArrayList<>(all.size());
        all.forEach(each -> entries.add(each.ledgerEntry(provider)));
        return entries;
    }

    public static final class Stored {
        private final int place;
        private final String key;
        private final String id;
        private final Record record;
        private final Instant created;
        private int attempts = 1;
        private int refused;

        Stored(int place, String key, String id, Record record, Instant created) {
            this.place = place;
            this.key = key;
            this.id = id;
            this.record = record;
            this.created = created;
        }

        public String id() {
            return id;
        }

        public Record record() {
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
                    record.quantity,
                    "usd",
                    "stored",
                    true,
                    record.account,
                    record.customer,
                    List.of(),
                    Map.of(),
                    created,
                    attempts,
                    new LedgerEntry.MeterSlot(
                            record.dimension, record.hour, record.quantity, record.product, null, "", refused));
        }
    }
}
