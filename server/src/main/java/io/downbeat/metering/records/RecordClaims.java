package io.downbeat.metering.records;

import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may send which records: claims and announcements, each a transaction of its own that ends before any request. */
final class RecordClaims {
    private final MeteringRecordStore records;
    private final Transactions transactions;

    RecordClaims(MeteringRecordStore records, Transactions transactions) {
        this.records = records;
        this.transactions = transactions;
    }

    Optional<Instant> nextDue() {
        return records.nextDue();
    }

    List<ClaimedRecord> claim(Instant now, int limit) {
        return transactions.in(() -> records.claim(now, limit));
    }

    /** @return false, with nothing written, if one of the records is no longer ours */
    boolean announce(List<ClaimedRecord> batch, Instant now) {
        try {
            transactions.run(() -> {
                if (!records.intend(batch, now)) {
                    throw new ClaimLost();
                }
            });
            return true;
        } catch (ClaimLost lost) {
            return false;
        }
    }

    void letGo(List<ClaimedRecord> batch, Instant until, Instant now) {
        transactions.run(() -> records.letGo(batch, until, now));
    }

    private static final class ClaimLost extends RuntimeException {
        ClaimLost() {
            super(null, null, false, false);
        }
    }
}
