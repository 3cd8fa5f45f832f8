package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored meter records: one per slot, and the first write wins. Guarded by {@link AwsMeteringSandbox}. */
final class MeterSlots {
    private static final String KIND = "aws.slot";

    private final Map<Slot, Stored> stored = new LinkedHashMap<>();
    private final IdSeries ids = new IdSeries();
    private final Journal journal;

    MeterSlots(Journal journal) {
        this.journal = journal;
        for (State each : journal.saved(KIND, State.class)) {
            Stored kept = new Stored(each.id, each.record, each.created);
            kept.attempts = each.attempts;
            kept.refused = each.refused;
            stored.put(each.record.slot, kept);
        }
    }

    private record State(String id, Record record, Instant created, int attempts, int refused) {}

    /** The same slot in two regions bills twice, so the region belongs to it. */
    record Slot(
            String region,
            @Nullable String productCode,
            String customer,
            @Nullable String license,
            String dimension,
            Instant hour) {}

    /** One usage record as it came; {@code allocations} only to tell a repeated record from another one. */
    record Record(Slot slot, String seller, Instant timestamp, long quantity, String allocations) {}

    sealed interface Written {
        record Stored(String meteringRecordId, boolean again) implements Written {}

        /** The slot is taken by a record that differs. */
        record Taken(String meteringRecordId) implements Written {}
    }

    Written write(Record record, Instant now) {
        Stored before = stored.get(record.slot);
        if (before == null) {
            Stored first = new Stored(ids.nextUuid(), record, now);
            stored.put(record.slot, first);
            keep(first);
            return new Written.Stored(first.id, false);
        }
        before.attempts++;
        boolean same = before.isSame(record);
        if (!same) {
            before.refused++;
        }
        keep(before);
        return same ? new Written.Stored(before.id, true) : new Written.Taken(before.id);
    }

    private void keep(Stored each) {
        journal.put(KIND, each.id, () -> new State(each.id, each.record, each.created, each.attempts, each.refused));
    }

    List<LedgerEntry> ledger() {
        List<LedgerEntry> entries = new ArrayList<>(stored.size());
        stored.values().forEach(each -> entries.add(each.ledgerEntry()));
        return entries;
    }

    void clear() {
        stored.clear();
    }

    static Instant hourOf(Instant timestamp) {
        return timestamp.truncatedTo(ChronoUnit.HOURS);
    }

    private static final class Stored {
        private final String id;
        private final Record record;
        private final Instant created;
        private int attempts = 1;
        private int refused;

        Stored(String id, Record record, Instant created) {
            this.id = id;
            this.record = record;
            this.created = created;
        }

        boolean isSame(Record other) {
            return record.quantity == other.quantity
                    && record.timestamp.equals(other.timestamp)
                    && record.allocations.equals(other.allocations);
        }

        LedgerEntry ledgerEntry() {
            Slot slot = record.slot;
            return new LedgerEntry(
                    "aws",
                    "meter_slot",
                    id,
                    null,
                    record.quantity,
                    "usd",
                    "stored",
                    true,
                    record.seller,
                    slot.customer,
                    List.of(),
                    Map.of(),
                    created,
                    attempts,
                    new LedgerEntry.MeterSlot(
                            slot.dimension,
                            slot.hour,
                            record.quantity,
                            slot.productCode,
                            slot.license,
                            slot.region,
                            refused));
        }
    }
}
