package io.downbeat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One real broker, which is its own controller, as a process of its own: a test may kill it and start it again. */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private Process process;

    private KafkaBroker(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static KafkaBroker start() {
        try {
            Path folder = Files.createTempDirectory(ScratchFolder.own(), "kafka-");
            int port = freePort();
            Path data = Files.createDirectory(folder.resolve("data"));
            Files.writeString(folder.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
                log.dirs=%3$s
                num.partitions=1
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                broker.session.timeout.ms=1000
                broker.heartbeat.interval.ms=200
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=500
                log.retention.check.interval.ms=1000
                log.initial.task.delay.ms=500
                log.segment.delete.delay.ms=0
                auto.create.topics.enable=false
                """.formatted(port, freePort(), data));
            // What Kafka's own tool writes when it formats a folder, in two seconds of another JVM.
            Files.writeString(data.resolve("meta.properties"), """
                version=1
                cluster.id=AAAAAAAAAAAAAAAAAAAAAA
                node.id=1
                """);
            var broker = new KafkaBroker(folder, port);
            broker.startAgain();
            broker.await();
            return broker;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Begins to start it, on what it has; clients wait for it by themselves. */
    public void startAgain() {
        try {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "kafka.Kafka",
                            folder.resolve("server.properties").toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.log").toFile())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        long until = System.nanoTime() + START.toNanos();
        while (true) {
            try (Admin admin = admin()) {
                admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | TimeoutException notYet) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    kill();
                    throw new IllegalStateException("the broker did not start:\n" + output(), notYet);
                }
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("out.log"));
        } catch (IOException gone) {
            return "";
        }
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", address(), "reconnect.backoff.max.ms", "200"));
    }

    public void makeTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(
                            new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(settings)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** One that goes on trying while the broker is away, and puts each record there once and in order. */
    public KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        address(),
                        "acks",
                        "all",
                        "enable.idempotence",
                        "true",
                        "delivery.timeout.ms",
                        "60000",
                        "reconnect.backoff.max.ms",
                        "200"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() {
        kill();
    }
}
