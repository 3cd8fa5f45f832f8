package io.downbeat.usage.kafka;

import io.downbeat.usage.events.IngestEvents;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that the broker gave this server, and those of them that it has claimed in the database: only they are
 * read, from where the database says.
 */
final class ClaimedPartitions implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimedPartitions.class);
    /** A server that lost a partition without knowing it learns it by its next heartbeat. */
    private static final long AFTER_A_LOSS_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long COMPARED_EVERY_NANOS = Duration.ofSeconds(3).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final WriteRecords writing;
    private final Backlog backlog;
    private final SortedMap<Integer, PartitionClaim> claims = new TreeMap<>();
    /** From where claimed partitions are read that the database does not know of yet. */
    private final SortedMap<Integer, Long> begun = new TreeMap<>();

    private long claimsFrom = System.nanoTime();
    private long comparedNext = System.nanoTime();

    ClaimedPartitions(Consumer<byte[], byte[]> consumer, String topic, WriteRecords writing, Backlog backlog) {
        this.consumer = consumer;
        this.topic = topic;
        this.writing = writing;
        this.backlog = backlog;
    }

    /** The database is asked later, outside of what the group waits for; until then it must not matter where these stand. */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> fresh) {
        consumer.pause(fresh);
        fresh.forEach(each -> consumer.seek(each, 0));
    }

    /** Nothing of them is being written at this moment; what waits is read by the next. Also when they are lost. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> gone) {
        gone.forEach(each -> forget(each.partition()));
    }

    /** Claims what was given and is not claimed yet, and begins to read it where the database says. */
    void claimTheRest() {
        List<Integer> rest = consumer.assignment().stream()
                .map(TopicPartition::partition)
                .filter(each -> !claims.containsKey(each))
                .toList();
        if (rest.isEmpty() || System.nanoTime() - claimsFrom < 0) {
            return;
        }
        for (PartitionClaim claim : writing.claim(rest)) {
            TopicPartition partition = new TopicPartition(topic, claim.partition());
            Long next = claim.next();
            if (next == null) {
                consumer.seekToBeginning(Set.of(partition));
            } else {
                consumer.seek(partition, next);
            }
            claims.put(claim.partition(), claim);
            LOG.info("reads {} from {}, epoch {}", partition, next == null ? "its beginning" : next, claim.epoch());
        }
    }

    /** Reads it from there on, whatever the database says; what is not claimed will be read from where its claim says. */
    void beginAt(TopicPartition partition, long first) {
        consumer.seek(partition, first);
        if (claims.containsKey(partition.partition())) {
            begun.put(partition.partition(), first);
        }
    }

    /**
     * Writes down where partitions begin now, before anything of them is written. With nothing left to read, nothing else would
     * move the offset: whoever reads next would miss the same records once more, or pass over new ones up to that offset.
     */
    void keepBeginnings() {
        for (Map.Entry<Integer, Long> each : List.copyOf(begun.entrySet())) {
            SortedMap<Integer, Long> next = new TreeMap<>(Map.of(each.getKey(), each.getValue()));
            Map<Integer, PartitionClaim> mine = on(next.keySet()).orElseThrow();
            if (writing.write(new IngestEvents.Batch(), mine, next).isEmpty()) {
                moved(next);
                begun.remove(each.getKey());
            } else {
                lose(each.getKey());
            }
        }
    }

    /** Sees, also while nothing comes in, that a partition was moved by hand or claimed by another. */
    void compare() {
        if (claims.isEmpty() || System.nanoTime() - comparedNext < 0) {
            return;
        }
        Map<Integer, PartitionClaim> valid = writing.claims(claims.keySet());
        List.copyOf(claims.values()).stream()
                .filter(claim -> !claim.equals(valid.get(claim.partition())))
                .forEach(claim -> lose(claim.partition()));
        comparedNext = System.nanoTime() + COMPARED_EVERY_NANOS;
    }

    /** Lets what is claimed be read, or nothing while records wait: polling goes on, or the group would miss this server. */
    void flow(boolean isOpen) {
        if (isOpen) {
            consumer.resume(partitions());
        } else {
            consumer.pause(consumer.assignment());
        }
    }

    Set<TopicPartition> partitions() {
        return claims.keySet().stream()
                .map(each -> new TopicPartition(topic, each))
                .filter(consumer.assignment()::contains)
                .collect(Collectors.toSet());
    }

    /** The claims on these; empty if one of them is lost. */
    Optional<Map<Integer, PartitionClaim>> on(Set<Integer> partitions) {
        Map<Integer, PartitionClaim> found = new TreeMap<>(claims);
        found.keySet().retainAll(partitions);
        return found.size() == partitions.size() ? Optional.of(found) : Optional.empty();
    }

    /** What waits of partitions that were lost meanwhile is their next reader's. */
    void dropUnclaimed(Set<Integer> partitions) {
        partitions.stream().filter(each -> !claims.containsKey(each)).forEach(backlog::forget);
    }

    void moved(Map<Integer, Long> next) {
        next.forEach((partition, offset) -> claims.computeIfPresent(partition, (_, claim) -> claim.movedTo(offset)));
    }

    /**
     * The database knows a later claim, or another offset. Whoever has the later claim goes on; and should the broker still
     * say that the partition is this server's, it is claimed anew.
     */
    void lose(int partition) {
        LOG.warn(
                "another server has claimed {}-{}, or it was moved by hand; what was read of it is dropped",
                topic,
                partition);
        forget(partition);
        TopicPartition lost = new TopicPartition(topic, partition);
        if (consumer.assignment().contains(lost)) {
            consumer.pause(Set.of(lost));
        }
        claimsFrom = System.nanoTime() + AFTER_A_LOSS_NANOS;
    }

    private void forget(int partition) {
        claims.remove(partition);
        begun.remove(partition);
        backlog.forget(partition);
    }
}
