package io.downbeat.lab.bench.ingest;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.CpuTimes;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventSender;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Events over HTTP until they are durable; afterwards every one of them must be there, once. */
public final class IngestBench {
    private static final String DATABASE = "bench_ingest";
    private static final int CUSTOMERS = 1_000;

    private final BenchEnvironment environment;
    private final Scale scale;
    private final RawLimit.Limits raw;
    private final Findings findings;
    private long sent;
    private long seed = 1;
    private String cost = "";

    public IngestBench(BenchEnvironment environment, Scale scale, RawLimit.Limits raw, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.raw = raw;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        try (ServerUnderLoad server = environment.serve(DATABASE)) {
            Account account = new Account(server.api());
            account.metrics();
            List<String> customers = account.customers(CUSTOMERS);
            Load.Result mixed = measure(server, customers, EventStream.Spread.MIXED, 100, 12);
            findings.add(batched("events ingested, 100 a request", mixed)
                    .note("every request has events of about 95 of 1,000 customers; " + cost));
            Load.Result runs = measure(server, customers, EventStream.Spread.RUNS, 100, 12);
            findings.add(batched("the same, a customer a request", runs).note(cost));
            Load.Result single = measure(server, customers, EventStream.Spread.MIXED, 1, 96);
            findings.add(Figure.of("events ingested, 1 a request", single.perSecond(), "events/s")
                    .latency(single)
                    .target(10_000)
                    .limit(raw.single())
                    .note("96 connections; " + cost));
        }
        environment.dropDatabase(DATABASE);
    }

    private Figure batched(String name, Load.Result result) {
        return Figure.of(name, result.perSecond(), "events/s")
                .latency(result)
                .target((double) Math.round(raw.batched() * 0.8))
                .limit(raw.batched());
    }

    private Load.Result measure(
            ServerUnderLoad server, List<String> customers, EventStream.Spread spread, int size, int connections) {
        Instant lastHour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
        var times = EventStream.times(lastHour.toString(), Duration.ofSeconds(5), 720);
        var stream = new EventStream(seed++ << 48, customers, spread, times);
        List<EventSender> senders = new ArrayList<>();
        try {
            for (int lane = 0; lane < connections; lane++) {
                senders.add(new EventSender(server.api(), stream, size, lane));
            }
            Load.run(senders, scale.warmSeconds());
            CpuTimes before = server.cpu();
            Load.Result result = Load.run(senders, scale.ingestSeconds());
            cost = server.cpu().since(before).each(result.units());
            sent += senders.stream().mapToLong(EventSender::distinct).sum();
            for (EventSender sender : senders) {
                sender.close();
            }
            check(size + " a request, " + spread.name().toLowerCase(Locale.ROOT));
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(String load) {
        long stored = environment.number(DATABASE, "SELECT count(*) FROM usage_event");
        findings.check(
                "every acknowledged event is stored once (" + load + ")",
                stored == sent,
                "%,d different ones sent, %,d stored".formatted(sent, stored));
        long calls = environment.number(DATABASE, """
            SELECT count(*) - (SELECT coalesce(sum(quantity), 0) FROM usage_hour WHERE aggregation = 'COUNT')
            FROM usage_event WHERE event_type = 'api_call'\
            """);
        findings.check(
                "every stored event is counted once (" + load + ")",
                calls == 0,
                "%,d calls stored but not counted".formatted(calls));
        environment.settle(DATABASE);
    }
}
