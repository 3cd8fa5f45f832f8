package io.downbeat.lab.bench;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.lab.bench.charts.LineChart;
import io.downbeat.lab.bench.deliveries.BacklogBench;
import io.downbeat.lab.bench.deliveries.DeliveryBench;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.Machine;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.growth.GrowthBench;
import io.downbeat.lab.bench.growth.GrowthBench.Growing;
import io.downbeat.lab.bench.growth.GrowthScale;
import io.downbeat.lab.bench.ingest.IngestBench;
import io.downbeat.lab.bench.ingest.RawLimit;
import io.downbeat.lab.bench.invoices.MeteringBench;
import io.downbeat.lab.bench.invoices.MonthEndBench;
import io.downbeat.lab.bench.peer.PeerBench;
import io.downbeat.lab.bench.reads.NetBalanceBench;
import io.downbeat.lab.bench.reads.PagesBench;
import io.downbeat.lab.bench.reads.ReadBench;
import io.downbeat.lab.bench.servers.ServersBench;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Exit codes: 0 measured, and nothing was lost under load; 1 something was. A missed target is no failure. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measure ingest, month end, metering, deliveries, reads, a long queue, the console's pages, growth and"
                        + " several servers on this machine, beside PostgreSQL's own limit.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat bench --quick                      a look, in about a minute",
            "  ./downbeat bench --only INGEST,READS          some parts",
            "  ./downbeat bench --json figures.json          the figures for a program",
        })
public final class BenchCommand implements Callable<Integer>, AddedCommand {
    enum Part {
        INGEST,
        FINALIZE,
        METER,
        DELIVER,
        READS,
        BACKLOG,
        PAGES,
        GROWTH,
        SERVERS
    }

    @Option(names = "--quick", description = "less of everything, in about a minute: for a look, not for quoting")
    boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "some of: ${COMPLETION-CANDIDATES}; those that take seconds, INGEST to READS, if left out."
                    + " PostgreSQL's own limit is always measured")
    @Nullable
    Set<Part> only;

    @Option(
            names = "--grow",
            split = ",",
            paramLabel = "WHAT",
            description = "with GROWTH, some of: ${COMPLETION-CANDIDATES}; all if left out")
    Set<Growing> grow = EnumSet.allOf(Growing.class);

    @Option(names = "--events", paramLabel = "N", description = "with GROWTH, events that come in")
    @Nullable
    Long events;

    @Option(names = "--contracts", paramLabel = "N", description = "with GROWTH, contracts whose month ends together")
    @Nullable
    Integer contracts;

    @Option(
            names = "--customers",
            paramLabel = "N",
            description = "with GROWTH, customers of the large account, each with about a hundred invoices")
    @Nullable
    Integer customers;

    @Option(
            names = "--peer",
            paramLabel = "URL",
            description =
                    "also a Kill Bill that runs there, such as http://127.0.0.1:8080, with its test clock; of ours"
                            + " INGEST and FINALIZE if --only is left out")
    @Nullable
    URI peer;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the figures to this file")
    @Nullable
    Path json;

    @Option(names = "--svg", paramLabel = "DIR", description = "also draw the curves into this folder, a picture each")
    @Nullable
    Path svg;

    @Option(
            names = "--server-java",
            paramLabel = "OPTION",
            description = "an option for the servers' Java, such as a profiler's; may be repeated")
    List<String> serverJava = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        URI asked = peer == null ? null : reachable(peer);
        GrowthScale growth = growth();
        long began = System.nanoTime();
        Scale scale = quick ? Scale.QUICK : Scale.FULL;
        List<String> serverOptions = new ArrayList<>(serverJava);
        if (quick) {
            // Java's second compiler would take most of the processor time of a run as short as this.
            serverOptions.add("-XX:TieredStopAtLevel=1");
        }
        try (Progress progress = Progress.ofProcess("starting PostgreSQL");
                BenchEnvironment environment = BenchEnvironment.make(serverOptions)) {
            Findings findings = new Findings(progress);
            Machine machine = Machine.look(environment);
            progress.stays(() -> System.err.println(machine.sentence()));
            try {
                measure(new Measures(environment, scale, growth, asked, findings, progress));
            } catch (RuntimeException e) {
                environment.lastWords().forEach(System.err::println);
                throw e;
            }
            progress.close();
            Report report = new Report(machine, findings, quick, (System.nanoTime() - began) / 1e9);
            report.print(ConsolePrinter.ofProcess());
            if (json != null) {
                Files.writeString(json, report.json());
            }
            if (svg != null) {
                LineChart.write(findings.curves(), svg);
            }
            return findings.hold() ? 0 : 1;
        }
    }

    Set<Part> parts() {
        if (only != null) {
            return only;
        }
        return peer == null ? EnumSet.range(Part.INGEST, Part.READS) : EnumSet.of(Part.INGEST, Part.FINALIZE);
    }

    /** A typed address that the load client can speak to: plain HTTP, with a port. */
    static URI reachable(URI peer) {
        if (!"http".equals(peer.getScheme()) || peer.getHost() == null || peer.getPort() < 0) {
            throw new StartRefused("--peer must be an address such as http://127.0.0.1:8080, not " + peer);
        }
        return peer;
    }

    GrowthScale growth() {
        try {
            GrowthScale scale = quick ? GrowthScale.QUICK : GrowthScale.FULL;
            GrowthScale grown = events == null ? scale : scale.withEvents(events);
            GrowthScale more = contracts == null ? grown : grown.withContracts(contracts);
            return customers == null ? more : more.withCustomers(customers);
        } catch (IllegalArgumentException tooLittle) {
            throw new StartRefused(String.valueOf(tooLittle.getMessage()));
        }
    }

    /** @param asked the peer, if there is one */
    private record Measures(
            BenchEnvironment environment,
            Scale scale,
            GrowthScale growth,
            @Nullable URI asked,
            Findings findings,
            Progress progress) {}

    private void measure(Measures all) {
        RawLimit.Limits raw = raw(all);
        for (Part part : Part.values()) {
            if (parts().contains(part)) {
                all.progress.now("measuring " + part.name().toLowerCase(Locale.ROOT));
                measure(part, all, raw);
            }
        }
        if (all.asked != null) {
            all.progress.now("measuring the peer");
            new PeerBench(
                            all.asked,
                            all.scale.contracts(),
                            all.scale.warmSeconds(),
                            all.scale.ingestSeconds(),
                            all.findings)
                    .run();
        }
    }

    private static RawLimit.Limits raw(Measures all) {
        all.progress.now("PostgreSQL's own limit");
        RawLimit.Limits raw = RawLimit.measure(all.environment, all.scale.rawSeconds());
        all.findings.add(Figure.of("PostgreSQL alone, 100 events a commit", raw.batched(), "events/s")
                .note("4 connections, ids checked, two indexes, 16 partitions; " + raw.batchedCost()));
        all.findings.add(Figure.of("PostgreSQL alone, 1 event a commit", raw.single(), "events/s")
                .note("4 connections; " + raw.singleCost()));
        all.findings.add(Figure.of("a write of 8 KiB made durable", raw.syncMillis(), "ms")
                .note("median of fdatasync"));
        return raw;
    }

    private void measure(Part part, Measures all, RawLimit.Limits raw) {
        BenchEnvironment environment = all.environment;
        Scale scale = all.scale;
        Findings findings = all.findings;
        switch (part) {
            case INGEST -> new IngestBench(environment, scale, raw, findings).run();
            case FINALIZE -> new MonthEndBench(environment, scale, findings).run();
            case METER -> new MeteringBench(environment, scale, findings).run();
            case DELIVER -> new DeliveryBench(environment, scale, findings).run();
            case READS -> {
                new ReadBench(environment, scale, findings).run();
                new NetBalanceBench(environment, scale, findings).run();
            }
            case BACKLOG -> new BacklogBench(environment, scale, findings).run();
            case PAGES -> new PagesBench(environment, scale, findings).run();
            case GROWTH -> new GrowthBench(environment, all.growth, findings).run(grow);
            case SERVERS -> new ServersBench(environment, scale, findings).run();
        }
    }
}
