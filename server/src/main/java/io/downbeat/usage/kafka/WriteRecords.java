package io.downbeat.usage.kafka;

import io.downbeat.platform.db.Transactions;
import io.downbeat.usage.events.IngestEvents;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes what records hold and how far that is in one transaction, as long as the partitions are this server's. */
final class WriteRecords {
    private final OffsetStore offsets;
    private final IngestEvents events;
    private final Transactions transactions;
    private final String topic;

    WriteRecords(OffsetStore offsets, IngestEvents events, Transactions transactions, String topic) {
        this.offsets = offsets;
        this.events = events;
        this.transactions = transactions;
        this.topic = topic;
    }

    List<PartitionClaim> claim(Collection<Integer> partitions) {
        return transactions.in(() -> offsets.claim(topic, partitions));
    }

    /** The valid claims on these partitions, whoever has them. */
    Map<Integer, PartitionClaim> claims(Collection<Integer> partitions) {
        return transactions.in(() -> offsets.hold(topic, partitions));
    }

    /**
     * @param claims the partitions of the records, as this server knows them
     * @param next the offset behind the last record of each of them
     * @return partitions that are another's by now, or were moved by hand; if there are any, nothing was written
     */
    Set<Integer> write(IngestEvents.Batch batch, Map<Integer, PartitionClaim> claims, SortedMap<Integer, Long> next) {
        return transactions.in(() -> {
            Map<Integer, PartitionClaim> valid = offsets.hold(topic, claims.keySet());
            Set<Integer> lost = new TreeSet<>();
            claims.forEach((partition, claim) -> {
                if (!claim.equals(valid.get(partition))) {
                    lost.add(partition);
                }
            });
            if (lost.isEmpty()) {
                if (batch.size() > 0) {
                    events.write(batch);
                }
                offsets.move(topic, next);
            }
            return lost;
        });
    }

    /** Adds what the record holds to the batch, or refuses it. */
    void read(byte @Nullable [] value, IngestEvents.Batch into) {
        events.read(value, into);
    }

    /** Whether the server has more events waiting than it can write soon. */
    boolean isFull() {
        return events.isFull();
    }
}
