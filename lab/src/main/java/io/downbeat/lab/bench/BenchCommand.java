package io.downbeat.lab.bench;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.lab.bench.deliveries.BacklogBench;
import io.downbeat.lab.bench.deliveries.DeliveryBench;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.Machine;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ingest.IngestBench;
import io.downbeat.lab.bench.ingest.RawLimit;
import io.downbeat.lab.bench.invoices.MeteringBench;
import io.downbeat.lab.bench.invoices.MonthEndBench;
import io.downbeat.lab.bench.reads.NetBalanceBench;
import io.downbeat.lab.bench.reads.PagesBench;
import io.downbeat.lab.bench.reads.ReadBench;
import java.io.IOException;
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
                "Measure ingest, month end, metering, deliveries, reads, a long queue and the console's pages on this"
                        + " machine, beside PostgreSQL's own limit.",
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
        PAGES
    }

    @Option(names = "--quick", description = "less of everything, in about a minute: for a look, not for quoting")
    boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description =
                    "some of: ${COMPLETION-CANDIDATES}; all but BACKLOG and PAGES, which take minutes, if left out."
                            + " PostgreSQL's own limit is always measured")
    Set<Part> only = EnumSet.complementOf(EnumSet.of(Part.BACKLOG, Part.PAGES));

    @Option(names = "--json", paramLabel = "FILE", description = "also write the figures to this file")
    @Nullable
    Path json;

    @Option(
            names = "--server-java",
            paramLabel = "OPTION",
            description = "an option for the servers' Java, such as a profiler's; may be repeated")
    List<String> serverJava = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
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
                measure(environment, scale, findings, progress);
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
            return findings.hold() ? 0 : 1;
        }
    }

    private void measure(BenchEnvironment environment, Scale scale, Findings findings, Progress progress) {
        progress.now("PostgreSQL's own limit");
        RawLimit.Limits raw = RawLimit.measure(environment, scale.rawSeconds());
        findings.add(Figure.of("PostgreSQL alone, 100 events a commit", raw.batched(), "events/s")
                .note("4 connections, ids checked, two indexes, 16 partitions; " + raw.batchedCost()));
        findings.add(Figure.of("PostgreSQL alone, 1 event a commit", raw.single(), "events/s")
                .note("4 connections; " + raw.singleCost()));
        findings.add(Figure.of("a write of 8 KiB made durable", raw.syncMillis(), "ms")
                .note("median of fdatasync"));
        for (Part part : Part.values()) {
            if (only.contains(part)) {
                progress.now("measuring " + part.name().toLowerCase(Locale.ROOT));
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
                }
            }
        }
    }
}
