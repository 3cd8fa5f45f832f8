package io.downbeat.usage.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic for records that cannot be taken: each as it came, with its reason and its place in headers. It is there before
 * reading goes past the record, so that a crash in between leaves it there twice and never nowhere.
 */
final class RejectedRecords implements AutoCloseable {
    /** Headers of a refused record, beside its own. */
    static final String REASON = "downbeat-reason";

    static final String PLACE = "downbeat-place";

    private static final Logger LOG = LoggerFactory.getLogger(RejectedRecords.class);
    private static final long PATIENCE_SECONDS = 15;

    /** Why a record cannot be taken. */
    record Refusal(ConsumerRecord<byte[], byte[]> record, String reason) {}

    private final ClientProperties clients;
    private final String topic;
    private final Set<String> kept = new HashSet<>();
    private @Nullable Producer<byte[], byte[]> producer;

    RejectedRecords(ClientProperties clients, String topic) {
        this.clients = clients;
        this.topic = topic;
    }

    static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /**
     * Returns when the brokers have it; at once if they have it already, because it was reading on that failed.
     *
     * @throws KafkaException if they did not take it
     */
    void keep(Refusal refusal) {
        ConsumerRecord<byte[], byte[]> record = refusal.record();
        if (kept.contains(place(record))) {
            return;
        }
        var copy = new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
        copy.headers().add(REASON, refusal.reason().getBytes(StandardCharsets.UTF_8));
        copy.headers().add(PLACE, place(record).getBytes(StandardCharsets.UTF_8));
        send(copy);
        kept.add(place(record));
    }

    /** That this one is not to be kept any more, or cannot be. */
    void leave(ConsumerRecord<byte[], byte[]> record) {
        kept.add(place(record));
    }

    /** Reading went past what was kept. */
    void wentOn() {
        kept.clear();
    }

    private void send(ProducerRecord<byte[], byte[]> copy) {
        try {
            opened().send(copy).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new KafkaException(failure.getCause());
        } catch (TimeoutException noAnswer) {
            throw new KafkaException(noAnswer);
        } catch (InterruptedException stopping) {
            throw new InterruptException(stopping);
        }
    }

    /** Most servers never need it. */
    private Producer<byte[], byte[]> opened() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            make();
            open = clients.producer();
            producer = open;
        }
        return open;
    }

    /** With the broker's own number of partitions and replicas. If it is there, or not ours to make, sending will tell. */
    private void make() {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notMade) {
            LOG.debug("the topic {} was not made", topic, notMade);
        } catch (InterruptedException stopping) {
            throw new InterruptException(stopping);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
