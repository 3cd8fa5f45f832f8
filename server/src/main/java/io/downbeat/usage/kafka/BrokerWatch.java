package io.downbeat.usage.kafka;

import io.downbeat.usage.kafka.KafkaIncidents.End;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks the brokers every few seconds how much there is to read, which also tells whether they are there. */
final class BrokerWatch {
    private static final long EVERY_NANOS = Duration.ofSeconds(3).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** A broker that is replaced by another one is no matter for a person. */
    private static final int MISSES = 2;

    private final Consumer<byte[], byte[]> consumer;
    private final KafkaSettings settings;
    private final ClaimedPartitions claims;
    private final Backlog backlog;
    private final KafkaFigures figures;
    private final KafkaIncidents incidents;
    private long next = System.nanoTime();
    private int missed;

    BrokerWatch(
            Consumer<byte[], byte[]> consumer,
            KafkaSettings settings,
            ClaimedPartitions claims,
            Backlog backlog,
            KafkaFigures figures,
            KafkaIncidents incidents) {
        this.consumer = consumer;
        this.settings = settings;
        this.claims = claims;
        this.backlog = backlog;
        this.figures = figures;
        this.incidents = incidents;
    }

    void look() {
        if (System.nanoTime() - next < 0) {
            return;
        }
        try {
            if (isThere()) {
                figures.lag(lag());
                if (consumer.groupMetadata().generationId() >= 0) {
                    // Who may look and is not let into the group reads nothing.
                    incidents.goes(End.BROKER);
                }
            } else {
                figures.lag(Map.of());
                incidents.standsStill(
                        End.BROKER, "there is no such topic; make it with as many partitions as servers may share it");
            }
            missed = 0;
        } catch (TimeoutException noAnswer) {
            missed++;
            if (missed >= MISSES) {
                figures.lag(Map.of());
                incidents.standsStill(
                        End.BROKER,
                        "no broker at " + settings.bootstrapServers() + " answers; look whether they run and can be"
                                + " reached from here, also at the addresses that they advertise");
            }
        }
        next = System.nanoTime() + EVERY_NANOS;
    }

    /** @throws TimeoutException if the brokers are away */
    boolean isThere() {
        return !claims.partitions().isEmpty()
                || !consumer.partitionsFor(settings.topic(), PATIENCE).isEmpty();
    }

    private Map<Integer, Long> lag() {
        Set<TopicPartition> mine = claims.partitions();
        Map<Integer, Long> lag = new HashMap<>();
        consumer.endOffsets(mine, PATIENCE).forEach((partition, end) -> {
            // Behind the last record may be marks of transactions, which are no records and are never written.
            long written =
                    backlog.firstOf(partition.partition()).orElseGet(() -> consumer.position(partition, PATIENCE));
            lag.put(partition.partition(), Math.max(0, end - written));
        });
        return lag;
    }

    /** @throws TimeoutException if the brokers are away */
    void ask() {
        consumer.beginningOffsets(claims.partitions(), PATIENCE);
    }
}
