package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.StoredRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One usage record as it came; {@code allocations} only to tell a repeated record from another one. */
record MeteringRecord(Slot slot, String seller, Instant timestamp, long quantity, String allocations)
        implements StoredRecords.UsageRecord<MeteringRecord> {

    /** The same hour in two regions bills twice, so the region belongs to it. */
    record Slot(
            String region,
            @Nullable String productCode,
            String customer,
            @Nullable String license,
            String dimension,
            Instant hour) {}

    /** What no two slots share, whatever is in their names: it is the slot's JSON. */
    String key() {
        return new String(Json.bytes(slot), StandardCharsets.UTF_8);
    }

    @Override
    public String account() {
        return seller;
    }

    @Override
    public String customer() {
        return slot.customer;
    }

    @Override
    public boolean isSame(MeteringRecord later) {
        return quantity == later.quantity && timestamp.equals(later.timestamp) && allocations.equals(later.allocations);
    }

    @Override
    public LedgerEntry.MeterSlot meterSlot(int refused) {
        return new LedgerEntry.MeterSlot(
                slot.dimension, slot.hour, quantity, slot.productCode, slot.license, slot.region, refused);
    }
}
