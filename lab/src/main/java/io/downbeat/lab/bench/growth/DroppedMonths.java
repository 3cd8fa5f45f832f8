package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventSender;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.SteadyLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A month of events that is old enough, dropped by the server's own job, and its keys forgotten, while events come in: how
 * fast these are meanwhile, how long one of them waits, and whether anything but that month is gone.
 */
final class DroppedMonths {
    private static final String DATABASE = "bench_growth_months";
    private static final int CUSTOMERS = 1_000;
    private static final double SECONDS = 8;
    private static final Map<String, String> KEPT = Map.of("DOWNBEAT_EVENTS_KEPT", "P35D");
    private static final String JANUARY = "usage_event_month_2025_01";
    /** The keys that would tell a repetition of its events, were there one still. */
    private static final String OLD_KEYS = "SELECT count(*) FROM usage_event_key WHERE received_at < '2025-02-01'";

    private final BenchEnvironment environment;
    private final GrowthScale scale;
    private final Findings findings;
    private long sent;
    private long ofJanuary;

    DroppedMonths(BenchEnvironment environment, GrowthScale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    void run() {
        environment.createDatabase(DATABASE);
        try (ServerUnderLoad server = environment.serve(DATABASE, "2025-01-20T00:00:00Z", KEPT)) {
            Account account = new Account(server.api());
            account.metrics();
            List<String> customers = account.customers(CUSTOMERS);
            fill(server, customers, "2025-01-10T00:00:00Z", 1L << 48);
            ofJanuary = sent;
            account.advance("2025-02-20T00:00:00Z");
            fill(server, customers, "2025-02-10T00:00:00Z", 2L << 48);
            // January ended 35 days before the eighth of March.
            account.advance("2025-03-07T12:00:00Z");
            environment.settle(DATABASE);
            drop(server, account, customers);
            check();
            new StoredBytes(environment, findings).ofHours(DATABASE);
        }
        environment.dropDatabase(DATABASE);
    }

    private static List<EventSender> senders(ServerUnderLoad server, List<String> customers, String from, long seed) {
        return IngestGrowth.senders(server, customers, seed, EventStream.times(from, Duration.ofMinutes(10), 1_000));
    }

    private void fill(ServerUnderLoad server, List<String> customers, String from, long seed) {
        List<EventSender> senders = senders(server, customers, from, seed);
        try (SteadyLoad load = SteadyLoad.start(senders)) {
            load.await(scale.events() / 10);
            load.stop();
        }
        count(senders);
    }

    private void count(List<EventSender> senders) {
        sent += senders.stream().mapToLong(EventSender::distinct).sum();
        try {
            for (EventSender sender : senders) {
                sender.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drop(ServerUnderLoad server, Account account, List<String> customers) {
        List<EventSender> senders = senders(server, customers, "2025-02-28T00:00:00Z", 3L << 48);
        try (SteadyLoad load = SteadyLoad.start(senders)) {
            LockSupport.parkNanos((long) (SECONDS * 1e9));
            load.window();
            LockSupport.parkNanos((long) (SECONDS * 1e9));
            SteadyLoad.Window before = load.window();
            CompletableFuture<Void> dropped = CompletableFuture.runAsync(() -> {
                account.advance("2025-03-08T12:00:00Z");
                while (!isGone()) {
                    LockSupport.parkNanos(50_000_000);
                }
            });
            dropped.join();
            SteadyLoad.Window meanwhile = load.window();
            LockSupport.parkNanos((long) (SECONDS * 1e9));
            SteadyLoad.Window after = load.window();
            load.stop();
            tell(before, meanwhile, after);
        }
        count(senders);
    }

    private boolean isGone() {
        return environment.number(DATABASE, "SELECT count(*) FROM pg_class WHERE relname = '" + JANUARY + "'") == 0
                && environment.number(DATABASE, OLD_KEYS) == 0;
    }

    private void tell(SteadyLoad.Window before, SteadyLoad.Window meanwhile, SteadyLoad.Window after) {
        findings.add(Figure.of("ingest before a month is dropped", before.perSecond(), "events/s")
                .note("on a simulated clock, which costs a query a request; the longest request %.0f ms"
                        .formatted(before.longestMillis())));
        findings.add(Figure.of("while it is dropped", meanwhile.perSecond(), "events/s")
                .note("%,d events and their keys in %.1f s; the longest request %.0f ms"
                        .formatted(ofJanuary, meanwhile.seconds(), meanwhile.longestMillis())));
        findings.add(Figure.of("afterwards", after.perSecond(), "events/s")
                .note("the longest request %.0f ms".formatted(after.longestMillis())));
    }

    private void check() {
        long stored = environment.number(DATABASE, "SELECT count(*) FROM usage_event");
        findings.check(
                "of the events only the old month is gone",
                stored == sent - ofJanuary,
                "%,d sent, %,d of them in January, %,d there".formatted(sent, ofJanuary, stored));
        long lost = environment.number(DATABASE, """
            SELECT count(*) - (SELECT coalesce(sum(quantity), 0) FROM usage_hour
                WHERE aggregation = 'COUNT' AND hour >= '2025-02-10') FROM usage_event WHERE event_type = 'api_call'\
            """);
        findings.check("the hours count every event that is there", lost == 0, "%,d calls not counted".formatted(lost));
        long kept = environment.number(DATABASE, """
            SELECT count(*) FROM usage_hour WHERE hour < '2025-02-01'\
            """);
        findings.check("the hours of the dropped month stay", kept > 0, "%,d of January".formatted(kept));
    }
}
