package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.SteadyLoad;
import io.downbeat.lab.bench.load.Watched;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    /** Of January: the keys that would tell a repetition of its events, were there one still, and the month's partition. */
    private static final String LEFT = """
        SELECT (SELECT count(*) FROM usage_event_key WHERE received_at < '2025-02-01T00:00:00Z')
            + (SELECT count(*) FROM pg_class WHERE relname = 'usage_event_month_2025_01')\
        """;

    private static final String OF_JANUARY = " FROM usage_hour WHERE hour < '2025-02-01T00:00:00Z'";

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
            Hours before = hoursOfJanuary();
            drop(server, account, customers);
            check(before);
            new StoredBytes(environment, findings).ofHours(DATABASE);
        }
        environment.dropDatabase(DATABASE);
    }

    private static Senders senders(ServerUnderLoad server, List<String> customers, String from, long seed) {
        return Senders.connect(server, customers, seed, EventStream.times(from, Duration.ofMinutes(10), 1_000));
    }

    private void fill(ServerUnderLoad server, List<String> customers, String from, long seed) {
        try (Senders senders = senders(server, customers, from, seed);
                SteadyLoad load = SteadyLoad.start(senders.all())) {
            load.await(scale.events() / 10);
            load.stop();
            sent += senders.distinct();
        }
    }

    private void drop(ServerUnderLoad server, Account account, List<String> customers) {
        try (Senders senders = senders(server, customers, "2025-02-28T00:00:00Z", 3L << 48);
                SteadyLoad load = SteadyLoad.start(senders.all())) {
            LockSupport.parkNanos((long) (SECONDS * 1e9));
            load.window();
            LockSupport.parkNanos((long) (SECONDS * 1e9));
            SteadyLoad.Window before = load.window();
            account.advance("2025-03-08T12:00:00Z");
            new Watched("keys of the dropped month, and the month", Duration.ofMillis(50))
                    .until(left -> left == 0, () -> environment.number(DATABASE, LEFT));
            SteadyLoad.Window meanwhile = load.window();
            LockSupport.parkNanos((long) (SECONDS * 1e9));
            SteadyLoad.Window after = load.window();
            load.stop();
            sent += senders.distinct();
            tell(before, meanwhile, after);
        }
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

    private void check(Hours before) {
        long stored = environment.number(DATABASE, "SELECT count(*) FROM usage_event");
        findings.check(
                "of the events only the old month is gone",
                stored == sent - ofJanuary,
                "%,d sent, %,d of them in January, %,d there".formatted(sent, ofJanuary, stored));
        long lost = environment.number(DATABASE, """
            SELECT count(*) - (SELECT coalesce(sum(quantity), 0) FROM usage_hour
                WHERE aggregation = 'COUNT' AND hour >= '2025-02-10T00:00:00Z')
            FROM usage_event WHERE event_type = 'api_call'\
            """);
        findings.check("the hours count every event that is there", lost == 0, "%,d calls not counted".formatted(lost));
        Hours after = hoursOfJanuary();
        findings.check(
                "the hours of the dropped month stay",
                after.equals(before) && before.count() > 0,
                "%,d with %,d in all before, %,d with %,d after"
                        .formatted(before.count(), before.quantity(), after.count(), after.quantity()));
    }

    /** @param quantity of all of them together, calls and amounts alike */
    private record Hours(long count, long quantity) {}

    private Hours hoursOfJanuary() {
        return new Hours(
                environment.number(DATABASE, "SELECT count(*)" + OF_JANUARY),
                environment.number(DATABASE, "SELECT coalesce(sum(quantity), 0)" + OF_JANUARY));
    }
}
