package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Curve;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.CpuTimes;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.SteadyLoad;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Events that come in without a pause: how fast while there are few, and how fast once there are many. Counted are those that
 * were sent, repetitions among them: a caller waits for these as long as for others, and the server looks them up all the same.
 */
final class IngestGrowth {
    private static final String DATABASE = "bench_growth_ingest";
    private static final int CUSTOMERS = 1_000;
    /** Of the best rate on the way, in percent. */
    private static final double WANTED = 80;

    private final BenchEnvironment environment;
    private final GrowthScale scale;
    private final Findings findings;
    private final List<Curve.Point> rates = new ArrayList<>();
    private final List<Curve.Point> serverMicros = new ArrayList<>();
    private final List<Curve.Point> databaseMicros = new ArrayList<>();

    IngestGrowth(BenchEnvironment environment, GrowthScale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    void run() {
        environment.createDatabase(DATABASE);
        try (ServerUnderLoad server = environment.serve(DATABASE)) {
            Account account = new Account(server.api());
            account.metrics();
            List<String> customers = account.customers(CUSTOMERS);
            long wal = written();
            long distinct = grow(server, customers);
            findings.add(Figure.of("log written for an event", (double) (written() - wal) / distinct, "bytes")
                    .note("WAL of PostgreSQL, whole pages after each checkpoint included"));
            check(distinct);
        }
        new StoredBytes(environment, findings).ofEvents(DATABASE);
        environment.dropDatabase(DATABASE);
    }

    /** So many that a server's Java has compiled what they go through, where so many come at all. */
    private long warmUp() {
        return Math.max(scale.events() / 50, Math.min(100_000, scale.events() / 5));
    }

    /** @return how many different events were sent */
    private long grow(ServerUnderLoad server, List<String> customers) {
        List<Long> steps = Steps.between(warmUp(), scale.events());
        long distinct;
        try (Senders senders = senders(server, customers);
                SteadyLoad load = SteadyLoad.start(senders.all())) {
            // What comes before the first step warms the server up.
            load.await(steps.getFirst());
            load.window();
            CpuTimes before = server.cpu();
            for (long step : steps.subList(1, steps.size())) {
                load.await(step);
                SteadyLoad.Window window = load.window();
                CpuTimes now = server.cpu();
                add(step, window, now.since(before));
                before = now;
            }
            load.stop();
            distinct = senders.distinct();
        }
        tell();
        return distinct;
    }

    private void add(long step, SteadyLoad.Window window, CpuTimes spent) {
        rates.add(new Curve.Point(step, window.perSecond()));
        serverMicros.add(new Curve.Point(step, spent.server() / window.units() * 1e6));
        databaseMicros.add(new Curve.Point(step, spent.database() / window.units() * 1e6));
        findings.tell("%,15d events sent, %,.0f/s".formatted(step, window.perSecond()));
    }

    private void tell() {
        double best = rates.stream().mapToDouble(Curve.Point::y).max().orElseThrow();
        Curve.Point last = rates.getLast();
        findings.add(Figure.of("ingest after %,d events sent".formatted((long) last.x()), last.y(), "events/s")
                .note("12 connections, 100 a request, a tenth repetitions; the best on the way %,.0f/s"
                        .formatted(best)));
        findings.add(Figure.of("of the best rate on the way", last.y() / best * 100, "%")
                .target(WANTED));
        findings.curve(new Curve(
                "ingest",
                "Events a second while they become many",
                Curve.Axis.logarithmic("events sent"),
                Curve.Axis.linear("events/s"),
                List.of(new Curve.Line("events/s", rates))));
        findings.curve(new Curve(
                "ingest-cost",
                "Processor time of an event while they become many",
                Curve.Axis.logarithmic("events sent"),
                Curve.Axis.linear("µs an event"),
                List.of(new Curve.Line("server", serverMicros), new Curve.Line("database", databaseMicros))));
    }

    /** Of the last two hours, as events come in life; the same that ingest is measured with elsewhere. */
    private static Senders senders(ServerUnderLoad server, List<String> customers) {
        Instant first = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
        List<String> times = EventStream.times(first.toString(), Duration.ofSeconds(5), 720);
        return Senders.connect(server, customers, 1L << 48, times);
    }

    private long written() {
        return environment.number(DATABASE, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
    }

    private void check(long distinct) {
        long stored = environment.number(DATABASE, "SELECT count(*) FROM usage_event");
        findings.check(
                "every acknowledged event is stored once",
                stored == distinct,
                "%,d different ones sent, %,d stored".formatted(distinct, stored));
        long calls = environment.number(DATABASE, """
            SELECT count(*) - (SELECT coalesce(sum(quantity), 0) FROM usage_hour WHERE aggregation = 'COUNT')
            FROM usage_event WHERE event_type = 'api_call'\
            """);
        findings.check(
                "every stored event is counted once", calls == 0, "%,d calls stored but not counted".formatted(calls));
    }
}
