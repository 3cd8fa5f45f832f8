package io.downbeat.app.distribution;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.DatabaseOptions;
import io.downbeat.app.OpenedDatabase;
import io.downbeat.app.SettingsSource;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.StartRefused;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "distribute",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Spread usage over the nodes of a Citus cluster, from its coordinator's database, while no server"
                + " works on it. May be called again.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat distribute --database-url jdbc:postgresql://db:5432/downbeat",
        })
public final class DistributeCommand implements AddedCommand, Callable<Integer> {
    @Mixin
    DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--pieces",
            paramLabel = "N",
            description =
                    "into how many a table is cut that was not before (twice the nodes, at least 4); more nodes than"
                            + " pieces are no use, and each costs every group of events a statement")
    @Nullable
    Integer pieces;

    @Override
    public Integer call() {
        if (pieces != null && pieces < 1) {
            throw new StartRefused("--pieces must be 1 or more, not " + pieces);
        }
        try (Progress progress = Progress.ofProcess("tables are looked at");
                OpenedDatabase opened =
                        database.change(SettingsSource.ofProcess().settings())) {
            Distribution.Outcome outcome = new Distribution(opened.database().dataSource())
                    .distribute(pieces == null ? 0 : pieces, table -> progress.now(table + " is spread"));
            progress.stays(() -> tell(outcome));
            return 0;
        }
    }

    private static void tell(Distribution.Outcome outcome) {
        var printer = ConsolePrinter.ofProcess();
        printer.table(
                List.of("table", "spread by", "pieces", ""),
                outcome.tables().stream()
                        .map(table -> List.of(
                                table.name(),
                                table.by().isEmpty() ? "whole on each node" : table.by(),
                                "" + table.pieces(),
                                table.wasBefore() ? "as before" : "now"))
                        .toList());
        printer.good("usage is spread over " + (outcome.nodes() == 1 ? "one node" : outcome.nodes() + " nodes")
                + "; everything else is on the coordinator");
        if (outcome.nodes() == 1) {
            printer.fact("Add nodes with SELECT citus_add_node('host', 5432), then SELECT citus_rebalance_start().");
        }
    }
}
