package io.downbeat.usage.kafka;

import io.downbeat.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A topic as those who send events and look after it use it. */
final class KafkaSession implements AutoCloseable {
    static final String TIMESTAMP = "2025-01-15T11:00:00Z";

    final String topic;
    private final KafkaBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaSession(KafkaBroker broker, String topic, int partitions) {
        this.broker = broker;
        this.topic = topic;
        broker.makeTopic(topic, partitions, Map.of());
        producer = broker.producer();
    }

    static String event(String id, String customer, long n) {
        return """
            {"transaction_id": "%s", "customer_id": "%s", "event_type": "use", "timestamp": "%s",
             "properties": {"n": %d}}\
            """.formatted(id, customer, TIMESTAMP, n);
    }

    Future<RecordMetadata> begin(@Nullable String key, @Nullable String value) {
        return producer.send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
    }

    /** @return where it is, such as {@code topic-0@12} */
    String send(@Nullable String key, @Nullable String value) {
        RecordMetadata sent = sent(begin(key, value));
        return sent.topic() + "-" + sent.partition() + "@" + sent.offset();
    }

    void sendTo(int partition, String value) {
        sent(producer.send(new ProducerRecord<>(topic, partition, null, bytes(value))));
    }

    /** So many events of one unit each, one about every two milliseconds, each durable in the end. */
    CompletableFuture<Void> stream(String customer, int events) {
        return CompletableFuture.runAsync(() -> {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                // The keys spread over the partitions; the ids have no order of their own.
                sent.add(begin(customer + i % 7, event(UUID.randomUUID().toString(), customer, 1)));
                pause(Duration.ofMillis(2));
            }
            sent.forEach(KafkaSession::sent);
        });
    }

    /** What was refused, by where it came in. */
    List<ConsumerRecord<byte[], byte[]>> rejected(int wanted) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        broker.address(),
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic + KafkaSettings.REJECTED));
            long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (found.size() < wanted && System.nanoTime() < until) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static RecordMetadata sent(Future<RecordMetadata> sending) {
        try {
            return sending.get(90, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
