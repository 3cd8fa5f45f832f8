package io.downbeat.usage.kafka;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's clients as this server uses them: with usual values of ours, in whose place the operator's come, and with those
 * that each record's counting once rests on, which nobody changes.
 */
final class ClientProperties {
    private static final String SECONDS_15 = "15000";
    private static final String SECONDS_10 = "10000";
    private static final String SECONDS_5 = "5000";
    private static final String SLOWEST_RECONNECT = "10000";

    /** A poll is one group of the writer, or some. */
    static final int RECORDS_OF_A_POLL = 4_000;

    private static final int BYTES_OF_A_POLL = 16 * 1024 * 1024;
    /** The broker's own limit decides. */
    private static final int LARGEST_REJECTED = 64 * 1024 * 1024;

    private final KafkaSettings settings;

    ClientProperties(KafkaSettings settings) {
        this.settings = settings;
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> all = new HashMap<>();
        // Who is killed is missed after this; who stops says so.
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SECONDS_15);
        all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SECONDS_5);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_OF_A_POLL);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, BYTES_OF_A_POLL);
        common(all);
        all.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        // Partitions that stay with a server are read on while others move; older brokers have it too.
        all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        all.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // The database says where to read. That an offset is not there any more is for us to notice.
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        common(all);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, SECONDS_5);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SECONDS_5);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, SECONDS_10);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REJECTED);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        Map<String, Object> all = new HashMap<>();
        common(all);
        return Admin.create(all);
    }

    private void common(Map<String, Object> all) {
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, "downbeat");
        all.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, SLOWEST_RECONNECT);
        // Nobody asks this process over JMX, and the brokers are told nothing of it.
        all.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        all.putAll(settings.client());
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    }

    /**
     * The classes of a failure and its causes, and the property that a wrong value was found for. What they say themselves
     * may quote values, and is shown to nobody.
     */
    static String words(Throwable failure) {
        Set<String> names = new LinkedHashSet<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            names.add(each.getClass().getSimpleName() + (each instanceof ConfigException wrong ? property(wrong) : ""));
        }
        return String.join(", ", names);
    }

    private static String property(ConfigException wrong) {
        String said = String.valueOf(wrong.getMessage());
        return ConsumerConfig.configNames().stream()
                .filter(said::contains)
                .max((one, other) -> Integer.compare(one.length(), other.length()))
                .map(name -> " of " + name)
                .orElse("");
    }
}
