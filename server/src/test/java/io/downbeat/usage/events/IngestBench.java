package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.BillableMetricId;
import io.downbeat.usage.metrics.EventTypeFilter;
import io.downbeat.usage.metrics.PropertyFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Events per second without HTTP: parsed from JSON, written, counted, durable. Run by hand. */
final class IngestBench {
    private static final Instant NOW = Instant.parse("2025-01-15T12:00:00Z");
    private static final int CUSTOMERS = Integer.getInteger("customers", 1_000);

    private IngestBench() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
        int[] writers = arguments.length > 1 ? new int[] {Integer.parseInt(arguments[1])} : new int[] {1, 2, 3};
        int metrics = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        for (int permits : writers) {
            for (int[] load :
                    Boolean.getBoolean("batch") ? new int[][] {{100, 12}} : new int[][] {{100, 12}, {1, 96}}) {
                run(seconds, permits, metrics, load[0], load[1]);
            }
        }
        System.exit(0);
    }

    private static void run(int seconds, int permits, int metrics, int batch, int clients) throws Exception {
        try (TestDatabase database = TestPostgres.migrated();
                UsageNode node = new UsageNode(database.dataSource(), InstantSource.system(), permits)) {
            // Named by their ids, as most clients do.
            String[] customers = new String[CUSTOMERS];
            for (int i = 0; i < CUSTOMERS; i++) {
                CustomerId customer = new CustomerId(node.ids.next());
                customers[i] = customer.value().toString();
                node.giveAliases(customer, Set.of(customers[i]));
            }
            for (int i = 0; i < metrics; i++) {
                node.metric(metric(i, node.ids.next()));
            }
            LongAdder sent = new LongAdder();
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            List<Thread> threads = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    List<UUID> earlier = new ArrayList<>();
                    while (System.nanoTime() < end) {
                        byte[] body = body(customers, batch, earlier);
                        node.queue.write(EventReader.read(body, Instant.now()));
                        sent.add(batch);
                    }
                }));
            }
            // What is compiled and planned in the first third does not count.
            Thread.sleep(seconds * 333L);
            long began = System.nanoTime();
            double own = ownCpu();
            double before = databaseCpu();
            sent.reset();
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.printf(
                    "writers %d, %d a request, %d clients, %d metrics: %,.0f events/s;"
                            + " CPU per event: %.1f us here, %.1f us in the database%n",
                    permits,
                    batch,
                    clients,
                    metrics,
                    sent.sum() / ((System.nanoTime() - began) / 1e9),
                    (ownCpu() - own) / sent.sum(),
                    (databaseCpu() - before) / sent.sum());
        }
    }

    /** The machine is shared with whatever else runs: work done tells more than time passed. In microseconds. */
    private static double ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
    }

    private static double databaseCpu() {
        return ProcessHandle.current()
                .descendants()
                .mapToDouble(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e3)
                .sum();
    }

    private static BillableMetric metric(int number, UUID id) {
        boolean sum = number % 2 == 1;
        return new BillableMetric(
                new BillableMetricId(id),
                "metric " + number,
                sum ? Aggregation.SUM : Aggregation.COUNT,
                sum ? "tokens" : null,
                new EventTypeFilter(List.of(sum ? "transfer" : "api_call"), List.of()),
                List.of(new PropertyFilter("tokens", true, List.of(), List.of())),
                List.of(),
                Map.of(),
                NOW,
                null,
                0);
    }

    /** Every tenth is one of the thousand before it; the others are of any customer, in the last two hours. */
    private static byte[] body(String[] customers, int batch, List<UUID> earlier) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Instant now = Instant.now();
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < batch; i++) {
            boolean repeats = !earlier.isEmpty() && random.nextInt(10) == 0;
            UUID id = repeats
                    ? earlier.get(random.nextInt(earlier.size()))
                    : new UUID(random.nextLong(), random.nextLong());
            if (!repeats && earlier.size() < 1_000) {
                earlier.add(id);
            } else if (!repeats) {
                earlier.set(random.nextInt(1_000), id);
            }
            json.append(i == 0 ? "" : ",")
                    .append("{\"transaction_id\":\"")
                    .append(id)
                    .append("\",\"customer_id\":\"")
                    .append(customers[random.nextInt(CUSTOMERS)])
                    .append("\",\"event_type\":\"")
                    .append(random.nextBoolean() ? "api_call" : "transfer")
                    .append("\",\"timestamp\":\"")
                    .append(now.minusSeconds(random.nextInt(7_200)))
                    .append("\",\"properties\":{\"tokens\":\"")
                    .append(random.nextInt(5000))
                    .append("\",\"region\":\"eu-")
                    .append(random.nextInt(3))
                    .append("\",\"model\":\"large\",\"request_id\":\"")
                    .append(random.nextLong())
                    .append("\",\"cached\":false}}");
        }
        return json.append("]").toString().getBytes(StandardCharsets.UTF_8);
    }
}
