package io.downbeat.usage.kafka;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Reads from Kafka while the server lives, if it is set to; in a thread of its own, so that a broker that is away keeps
 * nothing else waiting, neither at the start nor later.
 */
final class ReadFromKafka implements SmartLifecycle {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final KafkaSettings settings;
    private final WriteRecords writing;
    private final KafkaFigures figures;
    private final KafkaIncidents incidents;
    private @Nullable EventConsumer consumer;
    private @Nullable Thread thread;

    ReadFromKafka(KafkaSettings settings, WriteRecords writing, KafkaFigures figures, KafkaIncidents incidents) {
        this.settings = settings;
        this.writing = writing;
        this.figures = figures;
        this.incidents = incidents;
    }

    @Override
    public synchronized void start() {
        if (settings.isOn() && consumer == null) {
            var reading = new EventConsumer(settings, writing, figures, incidents);
            consumer = reading;
            // No virtual thread: Kafka's client waits in ways that would hold its carrier.
            thread = Thread.ofPlatform().daemon().name("kafka").start(reading);
        }
    }

    /** Finishes the group that is being written and leaves; what does not end in time is a crash like any other. */
    @Override
    public synchronized void stop() {
        if (consumer != null && thread != null) {
            consumer.stop();
            try {
                thread.join(PATIENCE);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            consumer = null;
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return consumer != null;
    }
}
