package io.downbeat.usage.kafka;

import io.downbeat.platform.work.Backoff;
import io.downbeat.platform.work.BatchOrEach;
import io.downbeat.platform.work.Failure;
import io.downbeat.usage.kafka.Backlog.Group;
import io.downbeat.usage.kafka.KafkaIncidents.End;
import io.downbeat.usage.kafka.RejectedRecords.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Polls a topic and writes what it brings, in the order of each partition, for as long as one connection to its brokers
 * serves. While the database does not take it, or has more to write than it can, nothing more is fetched.
 */
final class TopicReading {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReading.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Backoff AGAIN = Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final int TOLD_AFTER = 3;
    /** A topic that takes nothing is asked again after this: each question may wait as long as the brokers let it. */
    private static final Duration REJECTED_AGAIN = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> consumer;
    private final KafkaSettings settings;
    private final WriteRecords writing;
    private final KafkaFigures figures;
    private final KafkaIncidents incidents;
    private final RejectedRecords rejected;
    private final Backlog backlog;
    private final ClaimedPartitions claims;
    private final BrokerWatch brokers;
    private long writesFrom = System.nanoTime();
    private int failures;
    private long rejectsFrom = System.nanoTime();
    private String whyNotKept = "";

    TopicReading(
            Consumer<byte[], byte[]> consumer,
            RejectedRecords rejected,
            KafkaSettings settings,
            WriteRecords writing,
            KafkaFigures figures,
            KafkaIncidents incidents) {
        this.consumer = consumer;
        this.rejected = rejected;
        this.settings = settings;
        this.writing = writing;
        this.figures = figures;
        this.incidents = incidents;
        this.backlog = new Backlog(writing);
        this.claims = new ClaimedPartitions(consumer, settings.topic(), writing, backlog);
        this.brokers = new BrokerWatch(consumer, settings, claims, backlog, figures, incidents);
    }

    /** @throws KafkaException if this connection is of no use any more */
    void readUntil(BooleanSupplier stopping) {
        consumer.subscribe(List.of(settings.topic()), claims);
        while (!stopping.getAsBoolean()) {
            poll();
            writeAll(stopping);
            brokers.look();
        }
    }

    private void poll() {
        claims.flow(backlog.isEmpty());
        try {
            backlog.add(consumer.poll(POLL));
        } catch (OffsetOutOfRangeException beyond) {
            beginAnew(beyond.offsetOutOfRangePartitions());
        }
    }

    /** The topic's oldest records are gone, or it was made anew. What is read twice is recognised as usual. */
    private void beginAnew(Map<TopicPartition, Long> beyond) {
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(beyond.keySet(), PATIENCE);
        beyond.forEach((partition, wanted) -> {
            long first = oldest.getOrDefault(partition, wanted);
            if (wanted < first) {
                incidents.gone(partition.partition(), wanted, first);
            } else {
                LOG.warn(
                        "{} ends before {}, up to where it was read: it is read from its beginning", partition, wanted);
            }
            claims.beginAt(partition, first);
        });
    }

    private void writeAll(BooleanSupplier stopping) {
        if (System.nanoTime() - writesFrom < 0) {
            return;
        }
        try {
            claims.compare();
            claims.claimTheRest();
            claims.keepBeginnings();
            while (!backlog.isEmpty() && !stopping.getAsBoolean() && !writing.isFull()) {
                write(backlog.group());
            }
            failures = 0;
            incidents.goes(End.DATABASE);
        } catch (WakeupException stop) {
            throw stop;
        } catch (KafkaException refusedNotKept) {
            // The brokers are away, which the watch tells.
            waitAfter();
        } catch (RuntimeException failure) {
            waitAfter();
            tell(failure);
        }
    }

    private void tell(RuntimeException failure) {
        if (failures == TOLD_AFTER) {
            LOG.error("what was read from {} cannot be written", settings.topic(), failure);
        }
        if (failures >= TOLD_AFTER) {
            incidents.standsStill(
                    End.DATABASE,
                    "what was read cannot be written, by " + Failure.of(failure).words()
                            + "; the server's log has the whole failure, mend its cause");
        }
    }

    private void waitAfter() {
        writesFrom = System.nanoTime() + AGAIN.pause(failures).toNanos();
        failures++;
    }

    private void write(Group group) {
        if (!group.refused().isEmpty()) {
            Refusal first = group.refused().getFirst();
            LOG.warn(
                    "{} of {} records of {} cannot be taken; the first, at {}: {}",
                    group.refused().size(),
                    group.records().size(),
                    settings.topic(),
                    RejectedRecords.place(first.record()),
                    first.reason());
        }
        int written = BatchOrEach.run(
                () -> rejectAndWrite(group),
                group::records,
                record -> rejectAndWrite(backlog.alone(record)),
                this::unstorable);
        if (written > 0) {
            rejected.wentOn();
        }
    }

    private int rejectAndWrite(Group group) {
        group.refused().forEach(this::reject);
        return done(group);
    }

    /** Only what the database says of its values is a record's own fault. */
    private int unstorable(ConsumerRecord<byte[], byte[]> record, RuntimeException failure) {
        if (!(failure instanceof DataIntegrityViolationException)) {
            throw failure;
        }
        return rejectAndWrite(Backlog.refused(
                new Refusal(record, "cannot be stored: " + Failure.of(failure).words())));
    }

    /** @return how many records it was; 0 if a partition of theirs is lost, and nothing was written */
    private int done(Group group) {
        Map<Integer, Long> next = group.next();
        Optional<Map<Integer, PartitionClaim>> mine = claims.on(next.keySet());
        if (mine.isEmpty()) {
            claims.dropUnclaimed(next.keySet());
            return 0;
        }
        Set<Integer> lost = writing.write(group.events(), mine.get(), group.next());
        if (!lost.isEmpty()) {
            lost.forEach(claims::lose);
            return 0;
        }
        backlog.remove(group);
        claims.moved(next);
        int records = group.records().size();
        int refused = group.refused().size();
        figures.count(records - refused, refused);
        tellBroker(next);
        return records;
    }

    /** For people with Kafka's tools only: nothing here reads it. */
    private void tellBroker(Map<Integer, Long> next) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach((partition, offset) ->
                offsets.put(new TopicPartition(settings.topic(), partition), new OffsetAndMetadata(offset)));
        consumer.commitAsync(offsets, (_, _) -> {});
    }

    /** @throws KafkaException if the brokers are away, and it is kept later */
    private void reject(Refusal refusal) {
        if (System.nanoTime() - rejectsFrom < 0) {
            leave(refusal);
            return;
        }
        try {
            rejected.keep(refusal);
        } catch (KafkaException failure) {
            brokers.ask();
            whyNotKept = ClientProperties.words(failure);
            if (!(failure.getCause() instanceof RecordTooLargeException)) {
                rejectsFrom = System.nanoTime() + REJECTED_AGAIN.toNanos();
            }
            leave(refusal);
        }
    }

    private void leave(Refusal refusal) {
        rejected.leave(refusal.record());
        incidents.notKept(RejectedRecords.place(refusal.record()), whyNotKept);
    }
}
