package io.downbeat.usage.kafka;

import io.downbeat.platform.http.Refused;
import io.downbeat.usage.events.IngestEvents;
import io.downbeat.usage.kafka.RejectedRecords.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that were polled and are not written yet: those of a partition in its order. */
final class Backlog {
    /** As many as requests over HTTP are written at once. */
    private static final int EVENTS_OF_A_GROUP = 4_000;
    /** Each may have to wait for the brokers, between two polls. */
    private static final int REFUSED_OF_A_GROUP = 100;

    /** Records that are written together: what they hold, and those that hold nothing that can be taken. */
    record Group(List<ConsumerRecord<byte[], byte[]>> records, IngestEvents.Batch events, List<Refusal> refused) {

        /** Behind the last record of each partition. */
        SortedMap<Integer, Long> next() {
            SortedMap<Integer, Long> next = new TreeMap<>();
            records.forEach(each -> next.put(each.partition(), each.offset() + 1));
            return next;
        }
    }

    private final WriteRecords writing;
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    Backlog(WriteRecords writing) {
        this.writing = writing;
    }

    void add(Iterable<ConsumerRecord<byte[], byte[]>> polled) {
        polled.forEach(waiting::add);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The oldest record that waits of a partition. */
    OptionalLong firstOf(int partition) {
        return waiting.stream()
                .filter(each -> each.partition() == partition)
                .mapToLong(ConsumerRecord::offset)
                .findFirst();
    }

    /** What one transaction takes of it, from its beginning. */
    Group group() {
        return read(waiting);
    }

    Group alone(ConsumerRecord<byte[], byte[]> record) {
        return read(Collections.singleton(record));
    }

    /** A record that turned out to hold what cannot be stored. */
    static Group refused(Refusal refusal) {
        return new Group(List.of(refusal.record()), new IngestEvents.Batch(), List.of(refusal));
    }

    private Group read(Collection<ConsumerRecord<byte[], byte[]>> from) {
        Group group = new Group(new ArrayList<>(), new IngestEvents.Batch(), new ArrayList<>());
        for (ConsumerRecord<byte[], byte[]> record : from) {
            if (group.events().size() >= EVENTS_OF_A_GROUP || group.refused().size() >= REFUSED_OF_A_GROUP) {
                break;
            }
            group.records().add(record);
            try {
                writing.read(record.value(), group.events());
            } catch (Refused wrong) {
                group.refused().add(new Refusal(record, wrong.getMessage()));
            }
        }
        return group;
    }

    /** They were written: each partition's from the beginning. */
    void remove(Group written) {
        for (ConsumerRecord<byte[], byte[]> each : written.records()) {
            waiting.remove(each);
        }
    }

    /** Whoever reads the partition next begins behind what was written. */
    void forget(int partition) {
        waiting.removeIf(each -> each.partition() == partition);
    }
}
