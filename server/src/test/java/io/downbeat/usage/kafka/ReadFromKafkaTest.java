package io.downbeat.usage.kafka;

import static io.downbeat.usage.kafka.KafkaSession.event;
import static io.downbeat.usage.kafka.KafkaSession.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.downbeat.testing.Api;
import io.downbeat.testing.KafkaBroker;
import io.downbeat.testing.LogLines;
import io.downbeat.testing.ScratchFolder;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestServer;
import io.downbeat.usage.events.IngestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Events through a real broker: each counts once, whoever is killed, and no record holds up another. */
@Timeout(120)
class ReadFromKafkaTest {
    private static final String CLOCK = "2025-01-15T12:00:00Z";
    private static final String JANUARY =
            "'starting_on': '2025-01-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z'";
    private static final String SECRET = "hunter2-hunter2";

    @TempDir(factory = ScratchFolder.class)
    private static Path folder;

    private static KafkaBroker broker;
    private static KafkaSession events;
    private static TestServer server;
    private static TestServer lonely;
    private static LogLines log;
    private static JdbcClient database;

    @BeforeAll
    static void start() throws IOException {
        CompletableFuture<KafkaBroker> starting = CompletableFuture.supplyAsync(KafkaBroker::start);
        // As a server may find it at any time: nobody is there, and the file has a secret in it.
        lonely = TestServer.startedAt(CLOCK, kafka("127.0.0.1:9", "lonely", """
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=PLAIN
            sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
              username="downbeat" password="%s";
            """.formatted(SECRET)));
        log = new LogLines();
        broker = starting.join();
        events = new KafkaSession(broker, "events", 4);
        server = TestServer.startedAt(CLOCK, kafka(broker.address(), "events", ""));
        database = server.bean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        events.close();
        server.close();
        lonely.close();
        log.close();
        broker.close();
    }

    /** Those who are gone are missed after a second, so that a test need not wait for long. */
    private static Map<String, String> kafka(String servers, String topic, String more) {
        try {
            Path file = Files.writeString(
                    folder.resolve(topic + ".properties"),
                    "session.timeout.ms=1000\nheartbeat.interval.ms=300\nreconnect.backoff.max.ms=200\n"
                            + "max.poll.records=40\n" + more);
            return Map.of(
                    "DOWNBEAT_KAFKA_BOOTSTRAP_SERVERS", servers,
                    "DOWNBEAT_KAFKA_TOPIC", topic,
                    "DOWNBEAT_KAFKA_PROPERTIES", file.toString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void every_event_counts_once_whoever_is_killed_or_frozen() throws IOException {
        Map<String, String> settings = kafka(broker.address(), "killed", "");
        Customer customer = new Customer("killed", "SUM");
        try (KafkaSession topic = new KafkaSession(broker, "killed", 3)) {
            CompletableFuture<Void> sending = topic.stream("killed", 1_500);
            try (ServerProcess first = ServerProcess.serve(server.database(), CLOCK, settings)) {
                await(() -> customer.used() > 100);
                first.kill();
            }
            try (ServerProcess second = ServerProcess.serve(server.database(), CLOCK, settings)) {
                await(() -> customer.used() > 800);
                second.freeze();
                broker.kill();
                broker.startAgain();
                CompletableFuture<Void> sendingMore = topic.stream("killed", 500);
                try (TestServer third = server.another(settings)) {
                    sending.join();
                    sendingMore.join();
                    await(() -> customer.used() >= 2_000);
                    second.thaw();
                    // What it had in hand it tries to write at once, and learns of its loss.
                    KafkaSession.pause(Duration.ofSeconds(1));
                    assertThat(third.bean(KafkaFigures.class).taken()).isPositive();
                }
                assertThat(customer.used()).isEqualTo(2_000);
                // None was even written a second time and recognised.
                assertThat(customer.repeated()).isZero();

                long began = System.nanoTime();
                second.stop();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
            }
        }
    }

    @Test
    void partitions_move_to_a_server_that_comes_and_back_from_one_that_goes() {
        Customer customer = new Customer("moving", "SUM");
        AtomicInteger sent = new AtomicInteger(1_200);
        CompletableFuture<Void> sending = events.stream("moving", sent.get());
        await(() -> customer.used() > 50);
        try (TestServer other = server.another(kafka(broker.address(), "events", ""))) {
            // Sent until it has its share, however long it took to start.
            await(() -> {
                events.stream("moving", 100).join();
                sent.addAndGet(100);
                return other.bean(KafkaFigures.class).taken() > 50;
            });
        }
        sending.join();
        await(() -> customer.used() >= sent.get());
        assertThat(customer.used()).isEqualTo(sent.get());
        assertThat(customer.repeated()).isZero();
    }

    @Test
    void who_has_lost_a_partition_without_knowing_it_writes_nothing_of_it() {
        Customer customer = new Customer("fenced", "SUM");
        WriteRecords writing = server.bean(WriteRecords.class);
        // Of a partition that no broker has, so that nobody else claims it.
        PartitionClaim early = writing.claim(List.of(77)).getFirst();
        PartitionClaim late = writing.claim(List.of(77)).getFirst();
        assertThat(late.epoch()).isGreaterThan(early.epoch());

        assertThat(write(writing, early, "fenced-1")).containsExactly(77);
        assertThat(customer.used()).isZero();
        assertThat(write(writing, late, "fenced-2")).isEmpty();
        assertThat(customer.used()).isEqualTo(1);
        // And neither does who believes that it stands elsewhere.
        assertThat(write(writing, late, "fenced-3")).containsExactly(77);
        assertThat(customer.used()).isEqualTo(1);
    }

    private static java.util.Set<Integer> write(WriteRecords writing, PartitionClaim claim, String id) {
        var batch = new IngestEvents.Batch();
        writing.read(event(id, "fenced", 1).getBytes(StandardCharsets.UTF_8), batch);
        return writing.write(batch, Map.of(77, claim), new TreeMap<>(Map.of(77, 5L)));
    }

    @Test
    void what_cannot_be_taken_goes_to_a_topic_of_its_own_with_its_reason_and_holds_nobody_up() {
        Customer customer = new Customer("poisoned", "SUM");
        Map<String, String> reasons = new HashMap<>();
        events.send("poisoned", event("poison-1", "poisoned", 1));
        reasons.put(events.send("poisoned", "{'no JSON'"), "the body is not valid JSON (line 1, column 2)");
        reasons.put(
                events.send("poisoned", null),
                "the body must be one event as a JSON object, or a JSON array of 1 to 100 events");
        reasons.put(
                events.send("poisoned", event("poison-2", "poisoned", 1).replace("2025-01-15", "2024-12-01")),
                "timestamp: is more than 34 days old, so it cannot be counted safely; events must come within 34 days");
        reasons.put(
                events.send("poisoned", "[" + event("poison-3", "poisoned", 1) + ", {}]"),
                "[1].transaction_id: is required");
        events.send("poisoned", "[" + event("poison-4", "poisoned", 1) + "," + event("poison-5", "poisoned", 1) + "]");

        await(() -> customer.used() >= 3);
        assertThat(customer.used()).isEqualTo(3);
        Map<String, String> found = new HashMap<>();
        events.rejected(4).forEach(each -> found.put(header(each, "downbeat-place"), header(each, "downbeat-reason")));
        assertThat(found).isEqualTo(reasons);
        assertThat(server.api().get("/metrics").body())
                .contains("downbeat_kafka_rejected_total 4.0")
                .containsPattern("downbeat_kafka_records_total [1-9]");
    }

    @Test
    void an_event_that_comes_over_http_as_well_counts_once() {
        Customer customer = new Customer("twice", "SUM");
        server.api()
                .postRaw("/v1/ingest", "[" + event("twice-1", "twice", 1) + "]")
                .ok();
        events.send("twice", event("twice-1", "twice", 1));
        events.send("twice", event("twice-2", "twice", 1));
        await(() -> customer.used() >= 2);
        server.api()
                .postRaw("/v1/ingest", "[" + event("twice-2", "twice", 1) + "]")
                .ok();
        assertThat(customer.used()).isEqualTo(2);
        assertThat(customer.repeated()).isEqualTo(2);
    }

    @Test
    void a_partition_that_is_moved_by_hand_is_read_again_and_counts_no_second_time() {
        Customer customer = new Customer("again", "SUM");
        String place = events.send("again", event("again-1", "again", 1));
        await(() -> customer.used() == 1);
        int at = place.lastIndexOf('@');
        database.sql("UPDATE kafka_offset SET next_offset = :offset WHERE topic = 'events' AND partition = :partition")
                .param("offset", Long.parseLong(place.substring(at + 1)))
                .param("partition", Integer.parseInt(place.substring(at - 1, at)))
                .update();
        await(() -> customer.repeated() == 1);
        assertThat(customer.used()).isEqualTo(1);
    }

    /** All have one timestamp, so that it is their order alone which decides what is the latest. */
    @Test
    void what_a_customer_sends_later_counts_as_later() {
        Customer customer = new Customer("ordered", "LATEST");
        for (int i = 1; i <= 300; i++) {
            events.begin("ordered", event("ordered-%04d".formatted(i), "ordered", i));
        }
        await(() -> customer.used() == 300);
        events.send("ordered", event("ordered-0301", "ordered", 7));
        await(() -> customer.used() == 7);
        assertThat(customer.repeated()).isZero();
    }

    @Test
    void what_waits_is_a_figure_and_an_incident_until_the_database_takes_it() {
        Customer customer = new Customer("waiting", "SUM");
        await(() -> lag() == 0);
        database.sql("ALTER TABLE usage_event_key RENAME TO elsewhere").update();
        try {
            for (int i = 0; i < 5; i++) {
                events.send("waiting", event("waiting-" + i, "waiting", 1));
            }
            await(() -> lag() == 5);
            await(() -> !incidents(server, "KAFKA_STANDS_STILL").isEmpty());
        } finally {
            database.sql("ALTER TABLE elsewhere RENAME TO usage_event_key").update();
        }
        await(() -> customer.used() == 5);
        await(() -> lag() == 0);
        await(() -> incidents(server, "KAFKA_STANDS_STILL").isEmpty());
        assertThat(incidents(server, "KAFKA_REFUSED_NOT_KEPT")).isEmpty();
    }

    private static long lag() {
        return server.api()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("downbeat_kafka_lag_records{") && line.contains("topic=\"events\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Long::sum)
                .orElse(-1);
    }

    @Test
    void records_that_were_dropped_unread_are_told_and_a_topic_made_anew_is_read_from_its_beginning()
            throws ExecutionException, InterruptedException, TimeoutException {
        Customer customer = new Customer("gone", "SUM");
        try (KafkaSession topic = new KafkaSession(broker, "gone", 2)) {
            for (int i = 0; i < 5; i++) {
                topic.sendTo(0, event("gone-" + i, "gone", 1));
            }
            topic.sendTo(1, event("gone-again", "gone", 10));
            deleteBefore("gone", 3);
            database.sql("INSERT INTO kafka_offset (topic, partition, next_offset) VALUES ('gone', 0, 1), ('gone',"
                            + " 1, 99)")
                    .update();
            try (TestServer other = server.another(kafka(broker.address(), "gone", ""))) {
                await(() -> customer.used() == 12);
                assertThat(incidents(other, "KAFKA_RECORDS_GONE"))
                        .singleElement()
                        .satisfies(told -> assertThat(told.get("detail").stringValue())
                                .startsWith("the records 1 to 2 of gone-0 were removed"));
            }
        }
    }

    /** Partition 0 lost all that it had, partition 1 was made anew and has nothing yet. */
    @Test
    void a_partition_with_nothing_left_to_read_is_told_of_once_and_goes_on_where_it_begins()
            throws ExecutionException, InterruptedException, TimeoutException {
        Customer customer = new Customer("hole", "SUM");
        Map<String, String> settings = kafka(broker.address(), "hole", "");
        try (KafkaSession topic = new KafkaSession(broker, "hole", 2)) {
            for (int i = 0; i < 3; i++) {
                topic.sendTo(0, event("hole-" + i, "hole", 1));
            }
            deleteBefore("hole", 3);
            database.sql("INSERT INTO kafka_offset (topic, partition, next_offset) VALUES ('hole', 0, 1), ('hole',"
                            + " 1, 2)")
                    .update();
            try (TestServer other = server.another(settings)) {
                await(() -> offset("hole", 0) == 3 && offset("hole", 1) == 0);
                List<JsonNode> told = holes(other);
                assertThat(told).hasSize(1);
                other.api()
                        .post(
                                "/downbeat/v1/alerts/"
                                        + told.getFirst().get("id").stringValue() + "/clear",
                                "{'reason': 'sent again'}")
                        .ok();
            }
            topic.sendTo(0, event("hole-3", "hole", 10));
            for (int i = 4; i < 7; i++) {
                topic.sendTo(1, event("hole-" + i, "hole", 100));
            }
            try (TestServer other = server.another(settings)) {
                await(() -> customer.used() == 310);
                assertThat(holes(other)).isEmpty();
            }
        }
    }

    private static List<JsonNode> holes(TestServer at) {
        return incidents(at, "KAFKA_RECORDS_GONE").stream()
                .filter(told -> told.get("detail").stringValue().contains("hole-0"))
                .toList();
    }

    private static long offset(String topic, int partition) {
        return database.sql("SELECT next_offset FROM kafka_offset WHERE topic = :topic AND partition = :partition")
                .param("topic", topic)
                .param("partition", partition)
                .query(Long.class)
                .single();
    }

    private static void deleteBefore(String topic, long offset)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_broker_that_is_away_keeps_nobody_from_anything_and_is_told_without_a_secret() {
        assertThat(lonely.api().get("/health").status()).isEqualTo(200);
        await(() -> !incidents(lonely, "KAFKA_STANDS_STILL").isEmpty());
        assertThat(incidents(lonely, "KAFKA_STANDS_STILL")
                        .getFirst()
                        .get("detail")
                        .stringValue())
                .startsWith("nothing is read from the topic lonely: no broker at 127.0.0.1:9 answers");
        assertThat(lonely.api().get("/metrics").body()).doesNotContain("downbeat_kafka_lag_records{");
        assertThat(log.about("no broker at 127.0.0.1:9 answers")).hasSize(1);
        assertThat(log.toString()).doesNotContain("hunter2");
    }

    @Test
    void a_wrong_property_is_named_and_its_value_is_not() {
        var clients =
                new ClientProperties(new KafkaSettings("127.0.0.1:9", "t", "g", Map.of("security.protocol", SECRET)));
        KafkaException wrong = catchThrowableOfType(KafkaException.class, clients::consumer);
        assertThat(ClientProperties.words(wrong))
                .contains("ConfigException of security.protocol")
                .doesNotContain("hunter2");
    }

    private static List<JsonNode> incidents(TestServer at, String kind) {
        return at.api()
                .get("/downbeat/v1/alerts")
                .ok()
                .get("data")
                .valueStream()
                .filter(alert -> alert.get("kind").stringValue().equals(kind))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(until);
            KafkaSession.pause(Duration.ofMillis(50));
        }
    }

    /** A customer with a metric of its own events; whose ids begin with its name, or are nobody's else. */
    private record Customer(String name, String id, String metric) {
        Customer(String name, String aggregation) {
            this(
                    name,
                    id("/v1/customers", "{'name': '%1$s', 'ingest_aliases': ['%1$s']}".formatted(name)),
                    id(
                            "/v1/billable-metrics/create",
                            "{'name': '%s', 'aggregation_type': '%s', 'aggregation_key': 'n',"
                                            .formatted(name, aggregation)
                                    + " 'event_type_filter': {'in_values': ['use']},"
                                    + " 'property_filters': [{'name': 'n', 'exists': true}]}"));
        }

        private static String id(String path, String body) {
            return server.api().post(path, body).ok().at("/data/id").stringValue();
        }

        long used() {
            Api.Answer usage = server.api()
                    .post(
                            "/v1/usage",
                            "{" + JANUARY + ", 'window_size': 'none', 'customer_ids': ['" + id
                                    + "'], 'billable_metrics': [{'id': '" + metric + "'}]}");
            JsonNode value = usage.ok().at("/data/0/value");
            return value.isNumber() ? value.decimalValue().longValueExact() : 0;
        }

        long repeated() {
            return database.sql("SELECT count(*) FROM usage_event_repeat JOIN usage_event USING (transaction_id)"
                            + " WHERE customer = :name")
                    .param("name", name)
                    .query(Long.class)
                    .single();
        }
    }
}
