package io.downbeat.connectors.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.delivery.Delivery;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/** The consumer that the documentation ships, against messages that come more than once. */
class InvoiceConsumerTest {
    private static final String SECRET = "a secret of the test";
    private TestDatabase database;
    private JdbcClient sql;
    private InvoiceConsumer consumer;

    @BeforeEach
    void a_consumer_with_its_two_tables() {
        database = TestPostgres.migrated();
        sql = JdbcClient.create(database.dataSource());
        sql.sql("CREATE TABLE taken_delivery (delivery_id uuid PRIMARY KEY)").update();
        sql.sql("CREATE TABLE booking (invoice_id uuid NOT NULL, cents numeric NOT NULL CHECK (cents < 9999))")
                .update();
        consumer = new InvoiceConsumer(database.dataSource(), SECRET);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static String body() {
        Delivery delivery = Messages.delivery(
                DeliveryMethodType.AWS_SQS,
                Messages.frozen(DeliveryMethodType.AWS_SQS, "https://sqs.us-east-1.amazonaws.com/1/q"),
                false);
        return new String(QueueMessage.body(delivery), StandardCharsets.US_ASCII);
    }

    private static Map<String, String> signed(String body) {
        return MessageSignature.attributes(body.getBytes(StandardCharsets.US_ASCII), SECRET);
    }

    /** As SNS puts a message into a queue that has no raw message delivery. */
    private static String wrapped(String body) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        signed(body).forEach((name, value) -> attributes.put(name, Map.of("Type", "String", "Value", value)));
        Map<String, Object> notification = new LinkedHashMap<>();
        notification.put("Type", "Notification");
        notification.put("MessageId", "m-1");
        notification.put("TopicArn", "arn:aws:sns:us-east-1:111122223333:bills");
        notification.put("Message", body);
        notification.put("MessageAttributes", attributes);
        // Not with our mapper, which would rename the fields.
        return new ObjectMapper().writeValueAsString(notification);
    }

    private long booked() {
        return sql.sql("SELECT coalesce(sum(cents), 0) FROM booking")
                .query(Long.class)
                .single();
    }

    @Test
    void a_message_that_comes_three_times_is_booked_once() throws Exception {
        String body = body();
        assertThat(consumer.take(body, signed(body))).isTrue();
        assertThat(consumer.take(body, signed(body))).isFalse();
        assertThat(consumer.take(wrapped(body), Map.of())).isFalse();
        assertThat(booked()).isEqualTo(1250);
    }

    @Test
    void sns_brings_it_raw_or_wrapped() throws Exception {
        String raw = body();
        String other = body();
        assertThat(consumer.take(raw, signed(raw))).isTrue();
        assertThat(consumer.take(wrapped(other), Map.of())).isTrue();
        assertThat(booked()).isEqualTo(2500);
    }

    @Test
    void copies_that_come_at_once_are_booked_once() throws Exception {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bodies.add(body());
        }
        List<Callable<Boolean>> copies = new ArrayList<>();
        for (int copy = 0; copy < 6; copy++) {
            bodies.forEach(each -> copies.add(() -> consumer.take(each, signed(each))));
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            int effects = 0;
            for (var each : threads.invokeAll(copies)) {
                effects += each.get() ? 1 : 0;
            }
            assertThat(effects).isEqualTo(5);
        }
        assertThat(booked()).isEqualTo(5 * 1250);
    }

    @Test
    void when_the_effect_fails_the_message_counts_as_not_taken() throws Exception {
        String body = body();
        sql.sql("ALTER TABLE booking ADD CONSTRAINT broken CHECK (cents < 0) NOT VALID")
                .update();
        assertThatThrownBy(() -> consumer.take(body, signed(body))).isInstanceOf(SQLException.class);
        sql.sql("ALTER TABLE booking DROP CONSTRAINT broken").update();
        assertThat(consumer.take(body, signed(body))).isTrue();
        assertThat(booked()).isEqualTo(1250);
    }

    @Test
    void a_message_that_is_not_signed_by_us_or_of_a_later_version_has_no_effect() {
        String body = body();
        String dearer = body.replace("\"total\":1250", "\"total\":1251");
        assertThat(dearer).isNotEqualTo(body);
        assertThatThrownBy(() -> consumer.take(dearer, signed(body))).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> consumer.take(body, Map.of())).isInstanceOf(SecurityException.class);
        String later = body.replace("\"schema_version\":1", "\"schema_version\":2");
        assertThatThrownBy(() -> consumer.take(later, signed(later))).isInstanceOf(IllegalStateException.class);
        assertThat(booked()).isZero();
    }

    @Test
    void the_documentation_shows_exactly_this_consumer() throws IOException {
        String source =
                Files.readString(Path.of("server/src/test/java/io/downbeat/connectors/queue/InvoiceConsumer.java"));
        String snippet = source.substring(source.indexOf("/** Takes Downbeat's messages"));
        assertThat(Files.readString(Path.of("docs/destinations/queues.md"))).contains(snippet.strip());
        assertThat(Json.read(body()).get("schema_version").asInt()).isEqualTo(1);
    }
}
