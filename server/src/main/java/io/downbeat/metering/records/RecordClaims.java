package io.downbeat.metering.records;

import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may send which slots: claims and announcements, each a transaction of its own that ends before any request. */
final class RecordClaims {
    private final MeteringRecordStore slots;
    private final Transactions transactions;

    RecordClaims(MeteringRecordStore slots, Transactions transactions) {
        this.slots = slots;
        this.transactions = transactions;
    }

    Optional<Instant> nextDue() {
        return slots.nextDue();
    }

    List<ClaimedRecord> claim(Instant now, int limit) {
        return transactions.in(() -> slots.claim(now, limit));
    }

    /** @return false, with nothing written, if one of the slots is no longer ours */
    boolean announce(List<ClaimedRecord> batch, Instant now) {
        try {
            transactions.run(() -> {
                if (!slots.intend(batch, now)) {
                    throw new ClaimLost();
                }
            });
            return true;
        } catch (ClaimLost lost) {
            return false;
        }
    }

    void letGo(List<ClaimedRecord> batch, Instant until, Instant now) {
        transactions.run(() -> slots.letGo(batch, until, now));
    }

    private static final class ClaimLost extends RuntimeException {
        ClaimLost() {
            super(null, null, false, false);
        }
    }
}
