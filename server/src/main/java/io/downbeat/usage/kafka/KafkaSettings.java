package io.downbeat.usage.kafka;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where events are read from.
 *
 * @param bootstrapServers {@code host:port}, parted by commas; {@code null}: nothing is read from Kafka
 * @param topic whose records hold events
 * @param group the consumer group that all servers of an installation are in
 * @param client what the operator sets of Kafka's own client, such as how it signs in: secrets among it
 */
public record KafkaSettings(@Nullable String bootstrapServers, String topic, String group, Map<String, String> client) {
    /** What follows the topic's name in that of the topic for refused records. */
    public static final String REJECTED = ".rejected";

    public static final KafkaSettings OFF = new KafkaSettings(null, "downbeat.events", "downbeat", Map.of());

    public KafkaSettings {
        client = Map.copyOf(client);
    }

    public boolean isOn() {
        return bootstrapServers != null;
    }

    String rejectedTopic() {
        return topic + REJECTED;
    }

    @Override
    public String toString() {
        return "KafkaSettings[bootstrapServers=" + bootstrapServers + ", topic=" + topic + ", group=" + group + "]";
    }
}
