package io.downbeat.usage.kafka;

import io.downbeat.platform.work.Backoff;
import io.downbeat.usage.kafka.KafkaIncidents.End;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Reads the topic until it is stopped; with a new client where Kafka's own gave up, after a pause. */
final class EventConsumer implements Runnable {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final Duration LEAVING = Duration.ofSeconds(5);
    private static final Backoff AGAIN = Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final KafkaSettings settings;
    private final WriteRecords writing;
    private final KafkaFigures figures;
    private final KafkaIncidents incidents;
    private final ClientProperties clients;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> open;

    EventConsumer(KafkaSettings settings, WriteRecords writing, KafkaFigures figures, KafkaIncidents incidents) {
        this.settings = settings;
        this.writing = writing;
        this.figures = figures;
        this.incidents = incidents;
        this.clients = new ClientProperties(settings);
    }

    /** Soon: the group that is being written is finished first. */
    void stop() {
        stopped.countDown();
        Consumer<byte[], byte[]> reading = open;
        if (reading != null) {
            reading.wakeup();
        }
    }

    @Override
    public void run() {
        int failures = 0;
        while (!isStopping()) {
            long began = System.nanoTime();
            try {
                read();
            } catch (RuntimeException | Error failure) {
                // An error as well, memory that ran out for instance: nobody else reads here.
                if (isStopping() || failure instanceof WakeupException) {
                    continue;
                }
                failures = System.nanoTime() - began > LONG_ENOUGH.toNanos() ? 0 : failures;
                incidents.standsStill(End.BROKER, sentence(failure));
                if (stopsWithin(AGAIN.pause(failures))) {
                    return;
                }
                failures++;
            }
        }
    }

    private void read() {
        try (RejectedRecords rejected = new RejectedRecords(clients, settings.rejectedTopic())) {
            Consumer<byte[], byte[]> consumer = clients.consumer();
            try {
                open = consumer;
                new TopicReading(consumer, rejected, settings, writing, figures, incidents).readUntil(this::isStopping);
            } finally {
                open = null;
                figures.lag(Map.of());
                consumer.close(CloseOptions.timeout(LEAVING));
            }
        }
    }

    private static String sentence(Throwable failure) {
        return "Kafka's client gave up by " + ClientProperties.words(failure)
                + "; look at the file of DOWNBEAT_KAFKA_PROPERTIES, and at what the brokers let this server do";
    }

    private boolean isStopping() {
        return stopped.getCount() == 0;
    }

    private boolean stopsWithin(Duration time) {
        try {
            return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
