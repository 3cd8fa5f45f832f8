package io.downbeat.connectors.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.downbeat.delivery.Delivery;
import io.downbeat.outbound.Answer;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Queues that others wrote: ElasticMQ in this process (slow to start, so nowhere else), and moto where Python has it.
 * They check the wire; the simulators check what happens when it breaks.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class QueueEmulatorsTest {
    private static final StaticCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATESTTESTTEST", "not-a-key"));

    private final Map<String, String> keys = new HashMap<>(Map.of(
            "aws_access_key_id", "AKIATESTTESTTEST",
            "aws_secret_access_key", "not-a-key",
            "aws_region", "us-east-1",
            "queue_signing_secret", "a secret of the test"));

    @Test
    void elasticmq_takes_standard_and_fifo_messages_and_dedupes() {
        var server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .start();
        try {
            int port = server.waitUntilStarted().localAddress().getPort();
            queuesAreRight(URI.create("http://127.0.0.1:" + port), true);
        } finally {
            server.stopAndWait();
        }
    }

    @Test
    void moto_takes_messages_to_queues_and_topics_and_the_consumer_unwraps_them() throws Exception {
        try (Moto moto = Moto.start()) {
            queuesAreRight(moto.uri, false);
            topicsAreRight(moto.uri);
        }
    }

    /** @param keepsId whether a repeated send answers with the first one's id, as AWS does */
    private void queuesAreRight(URI aws, boolean keepsId) {
        var settings = new QueueSettings(aws, aws, aws);
        try (SqsClient sqs = sqs(aws);
                QueueWire wire = new QueueWire(settings)) {
            QueueClient door = QueueModule.door(method -> keys, settings, wire, Instant::now);
            String standard =
                    sqs.createQueue(request -> request.queueName("bills")).queueUrl();
            String fifo = sqs.createQueue(request ->
                            request.queueName("bills.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                    .queueUrl();

            keys.put("aws_sqs_queue_url", standard);
            Delivery plain = delivery(DeliveryMethodType.AWS_SQS, standard);
            accepted(door, plain);
            accepted(door, plain);
            List<Message> copies = received(sqs, standard, 2);
            assertThat(copies).extracting(Message::body).containsOnly(text(plain));
            assertThat(copies.getFirst().messageAttributes()).containsKeys("signature", "event_type");
            assertThat(door.probe(plain.deliveryMethod(), DeliveryMethodType.AWS_SQS))
                    .isInstanceOf(Answer.Accepted.class);

            keys.put("aws_sqs_queue_url", fifo);
            Delivery ordered = delivery(DeliveryMethodType.AWS_SQS, fifo);
            String first = accepted(door, ordered).ref();
            String second = accepted(door, ordered).ref();
            if (keepsId) {
                assertThat(second).isEqualTo(first);
            }
            Delivery next = delivery(DeliveryMethodType.AWS_SQS, fifo);
            accepted(door, next);
            assertThat(received(sqs, fifo, 2)).extracting(Message::body).containsExactly(text(ordered), text(next));

            keys.put("aws_sqs_queue_url", standard.replace("bills", "nowhere"));
            assertThat(door.send(plain, QueueMessage.body(plain))).isInstanceOf(Answer.Misconfigured.class);
        }
    }

    private void topicsAreRight(URI aws) throws Exception {
        var settings = new QueueSettings(aws, aws, aws);
        try (SqsClient sqs = sqs(aws);
                SnsClient sns = sns(aws);
                QueueWire wire = new QueueWire(settings);
                TestDatabase database = TestPostgres.migrated()) {
            QueueClient door = QueueModule.door(method -> keys, settings, wire, Instant::now);
            InvoiceConsumer consumer = consumer(database);
            for (String suffix : List.of("", ".fifo")) {
                String topic = sns.createTopic(request -> request.name("news" + suffix)
                                .attributes(suffix.isEmpty() ? Map.of() : Map.of("FifoTopic", "true")))
                        .topicArn();
                String raw = subscribed(sqs, sns, topic, "raw" + suffix, true);
                String wrapped = subscribed(sqs, sns, topic, "wrapped" + suffix, false);
                keys.put("aws_sns_topic_arn", topic);
                Delivery delivery = delivery(DeliveryMethodType.AWS_SNS, topic);
                accepted(door, delivery);
                accepted(door, delivery);
                int copies = suffix.isEmpty() ? 2 : 1;
                List<Message> rawCopies = received(sqs, raw, copies);
                List<Message> wrappedCopies = received(sqs, wrapped, copies);
                assertThat(rawCopies).hasSize(copies).extracting(Message::body).containsOnly(text(delivery));
                assertThat(wrappedCopies).hasSize(copies);
                int effects = 0;
                for (Message each : rawCopies) {
                    effects += consumer.take(each.body(), attributes(each)) ? 1 : 0;
                }
                for (Message each : wrappedCopies) {
                    effects += consumer.take(each.body(), attributes(each)) ? 1 : 0;
                }
                assertThat(effects).isEqualTo(1);
                assertThat(door.probe(delivery.deliveryMethod(), DeliveryMethodType.AWS_SNS))
                        .isInstanceOf(Answer.Accepted.class);
            }
            keys.put("aws_sns_topic_arn", "arn:aws:sns:us-east-1:123456789012:nowhere");
            Delivery lost = delivery(DeliveryMethodType.AWS_SNS, "arn:aws:sns:us-east-1:123456789012:nowhere");
            assertThat(door.send(lost, QueueMessage.body(lost))).isInstanceOf(Answer.Misconfigured.class);
        }
    }

    private static String subscribed(SqsClient sqs, SnsClient sns, String topic, String name, boolean raw) {
        String url = sqs.createQueue(request -> request.queueName(name)
                        .attributes(name.endsWith(".fifo") ? Map.of(QueueAttributeName.FIFO_QUEUE, "true") : Map.of()))
                .queueUrl();
        String arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sns.subscribe(request -> request.topicArn(topic)
                .protocol("sqs")
                .endpoint(arn)
                .attributes(Map.of("RawMessageDelivery", Boolean.toString(raw))));
        return url;
    }

    private static InvoiceConsumer consumer(TestDatabase database) {
        JdbcClient sql = JdbcClient.create(database.dataSource());
        sql.sql("CREATE TABLE taken_delivery (delivery_id uuid PRIMARY KEY)").update();
        sql.sql("CREATE TABLE booking (invoice_id uuid NOT NULL, cents numeric NOT NULL)")
                .update();
        return new InvoiceConsumer(database.dataSource(), "a secret of the test");
    }

    private static Delivery delivery(DeliveryMethodType method, String address) {
        return Messages.delivery(method, Messages.frozen(method, address), address.endsWith(".fifo"));
    }

    private static Answer.Accepted accepted(QueueClient door, Delivery delivery) {
        Answer answer = door.send(delivery, QueueMessage.body(delivery));
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        assertThat(((Answer.Accepted) answer).ref()).isNotBlank();
        assertThat(Json.read(answer.exchange().excerpt()).has("message_id")).isTrue();
        return (Answer.Accepted) answer;
    }

    private static String text(Delivery delivery) {
        return new String(QueueMessage.body(delivery), StandardCharsets.US_ASCII);
    }

    /** Everything that is there, which must not be more than expected. */
    private static List<Message> received(SqsClient sqs, String url, int expected) {
        var all = new ArrayList<Message>();
        List<Message> some;
        do {
            some = sqs.receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .messageAttributeNames("All")
                            .waitTimeSeconds(all.size() < expected ? 2 : 0))
                    .messages();
            some.forEach(
                    each -> sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(each.receiptHandle())));
            all.addAll(some);
        } while (!some.isEmpty());
        assertThat(all).hasSize(expected);
        return all;
    }

    private static Map<String, String> attributes(Message message) {
        return message.messageAttributes().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().stringValue()));
    }

    private static SqsClient sqs(URI aws) {
        return SqsClient.builder()
                .endpointOverride(aws)
                .region(Region.US_EAST_1)
                .credentialsProvider(ANYBODY)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private static SnsClient sns(URI aws) {
        return SnsClient.builder()
                .endpointOverride(aws)
                .region(Region.US_EAST_1)
                .credentialsProvider(ANYBODY)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** moto's server in a process of its own. */
    private static final class Moto implements AutoCloseable {
        private final Process process;
        private final URI uri;

        private Moto(Process process, URI uri) {
            this.process = process;
            this.uri = uri;
        }

        static Moto start() throws Exception {
            assumeTrue(isInstalled(), "moto is not installed here (python3 -c 'import moto.server'), so it is skipped");
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Process process = new ProcessBuilder(
                            "python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Moto moto = new Moto(process, URI.create("http://127.0.0.1:" + port));
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!answers(port)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    moto.close();
                    throw new IllegalStateException("moto did not start");
                }
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
            return moto;
        }

        private static boolean isInstalled() throws InterruptedException {
            try {
                Process asked = new ProcessBuilder("python3", "-c", "import moto.server, flask")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return asked.waitFor(30, TimeUnit.SECONDS) && asked.exitValue() == 0;
            } catch (IOException noPython) {
                return false;
            }
        }

        private static boolean answers(int port) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
