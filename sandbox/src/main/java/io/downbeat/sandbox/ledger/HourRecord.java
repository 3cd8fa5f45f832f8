package io.downbeat.sandbox.ledger;

import java.time.Instant;

/**
 * What was used in an hour.
 *
 * @param product the plan or the service that it was sent under
 */
public record HourRecord(String account, String customer, String dimension, Instant hour, long quantity, String product)
        implements StoredRecords.UsageRecord<HourRecord> {
    @Override
    public boolean isSame(HourRecord later) {
        return quantity == later.quantity;
    }

    @Override
    public LedgerEntry.MeterSlot meterSlot(int refused) {
        return new LedgerEntry.MeterSlot(dimension, hour, quantity, product, null, "", refused);
    }
}
