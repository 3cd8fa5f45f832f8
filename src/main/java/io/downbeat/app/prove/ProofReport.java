package io.downbeat.app.prove;

import java.io.PrintStream;
import java.math.BigDecimal;

/** The table at the end. */
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
        out.printf(
                "  %-12s %11s %11s %8s %18s %18s%n",
                "destination", "deliveries", "effects", "copies", "due", "held there");
        verdict.tallies()
                .forEach((destination, tally) -> out.printf(
                        "  %-12s %,11d %,11d %8s %,17.2f$ %,17.2f$%n",
                        destination.name(),
                        tally.deliveries,
                        tally.effects,
                        destination.kind() == Destination.Kind.MESSAGE ? "" + tally.copies : "-",
                        BigDecimal.valueOf(tally.cents, 2),
                        BigDecimal.valueOf(tally.held, 2)));
        out.println();
        out.printf(
                "  %,d deliveries, %,d provider calls, %d schedule changes, %d kills, %d s%n",
                verdict.deliveries(),
                verdict.calls(),
                verdict.edits(),
                verdict.kills(),
                verdict.took().toSeconds());
        if (verdict.problems().isEmpty()) {
            out.println("  ✓ nothing missing, nothing doubled, nothing at the wrong provider, nothing in doubt");
            return;
        }
        out.printf("  ✗ %d problems with seed %d:%n", verdict.problems().size(), plan.seed());
        verdict.problems().stream().limit(SHOWN).forEach(problem -> out.println("    " + problem));
    }
}
