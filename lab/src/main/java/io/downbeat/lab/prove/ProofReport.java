package io.downbeat.lab.prove;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The tables at the end: what came where, and which faults had their way. */
final class ProofReport {
    private static final int SHOWN = 20;

    private final Oracle.Verdict verdict;
    private final Plan plan;

    ProofReport(Oracle.Verdict verdict, Plan plan) {
        this.verdict = verdict;
        this.plan = plan;
    }

    void print(PrintStream out) {
        out.println();
        deliveries(out);
        out.println();
        faults(out);
        out.println();
        out.printf(
                "  %,d deliveries, %,d provider calls, %,d faults, %d schedule changes, %d kills, %d s%n",
                verdict.deliveries(),
                verdict.calls(),
                verdict.faults(),
                verdict.edits(),
                verdict.kills(),
                verdict.took().toSeconds());
        if (verdict.problems().isEmpty()) {
            out.println("  ✓ nothing missing, nothing doubled, nothing at the wrong provider, nothing in doubt;"
                    + " parked is what the plan refuses");
            return;
        }
        out.printf("  ✗ %d problems with seed %d:%n", verdict.problems().size(), plan.seed());
        verdict.problems().stream().limit(SHOWN).forEach(problem -> out.println("    " + problem));
    }

    private void deliveries(PrintStream out) {
        out.printf(
                "  %-10s %11s %9s %11s %11s %9s %9s %17s %17s%n",
                "", "", "totals", "parked as", "waiting", "", "further", "", "");
        out.printf(
                "  %-10s %11s %9s %11s %11s %9s %9s %17s %17s%n",
                "", "deliveries", "below 0", "planned", "behind them", "effects", "copies", "due", "held there");
        verdict.tallies()
                .forEach((destination, totals) -> out.printf(
                        "  %-10s %,11d %,9d %,11d %11s %,9d %9s %17s %17s%n",
                        destination.name(),
                        totals.deliveries,
                        totals.belowZero,
                        totals.parked,
                        destination.keepsOrder() ? "%,d".formatted(totals.behind) : "-",
                        totals.effects,
                        destination.kind() == Destination.Kind.MESSAGE ? "%,d".formatted(totals.copies) : "-",
                        dollars(totals.cents),
                        dollars(totals.held)));
    }

    private static String dollars(long cents) {
        return "$%,.2f".formatted(BigDecimal.valueOf(cents, 2));
    }

    /** A dash where a fault means nothing, or is left out; a zero is one that never had its way. */
    private void faults(PrintStream out) {
        List<Map<String, Integer>> columns = List.copyOf(verdict.injected().values());
        Set<String> kinds = new TreeSet<>();
        columns.forEach(column -> kinds.addAll(column.keySet()));
        out.printf("  %-20s", "faults");
        verdict.injected().keySet().forEach(destination -> out.printf(" %9s", destination.name()));
        out.println();
        for (String kind : kinds) {
            out.printf("  %-20s", kind);
            for (Map<String, Integer> column : columns) {
                out.printf(" %9s", column.containsKey(kind) ? "%,d".formatted(column.get(kind)) : "-");
            }
            out.println();
        }
    }
}
