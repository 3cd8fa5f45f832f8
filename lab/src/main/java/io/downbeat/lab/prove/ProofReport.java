package io.downbeat.lab.prove;

import io.downbeat.app.terminal.ConsolePrinter;
import java.math.BigDecimal;
import java.util.ArrayList;
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

    void print(ConsolePrinter printer) {
        printer.line();
        deliveries(printer);
        printer.line();
        money(printer);
        printer.line();
        recharges(printer);
        printer.line();
        faults(printer);
        printer.line();
        printer.fact(
                "%,d deliveries, %,d provider calls, %,d faults, %d schedule changes, %d kills, %d s",
                verdict.deliveries(),
                verdict.calls(),
                verdict.faults(),
                verdict.edits(),
                verdict.kills(),
                verdict.took().toSeconds());
        if (verdict.problems().isEmpty()) {
            printer.good("nothing missing, nothing doubled, nothing at the wrong provider, nothing in doubt;"
                    + " parked is what the plan refuses");
            return;
        }
        printer.bad("%d problems with seed %d:".formatted(verdict.problems().size(), plan.seed()));
        verdict.problems().stream().limit(SHOWN).forEach(problem -> printer.fact("  %s", problem));
    }

    private void deliveries(ConsolePrinter printer) {
        List<List<String>> rows = new ArrayList<>();
        verdict.tallies()
                .forEach((destination, totals) -> rows.add(List.of(
                        destination.name(),
                        "%,d".formatted(totals.deliveries),
                        "%,d".formatted(totals.belowZero),
                        "%,d".formatted(totals.parked),
                        destination.keepsOrder() ? "%,d".formatted(totals.behind) : "-",
                        "%,d".formatted(totals.effects),
                        destination.kind() == Destination.Kind.MESSAGE ? "%,d".formatted(totals.copies) : "-")));
        printer.table(
                List.of(
                        "destination",
                        "deliveries",
                        "totals below 0",
                        "parked as planned",
                        "waiting behind them",
                        "effects",
                        "further copies"),
                rows);
    }

    private void money(ConsolePrinter printer) {
        List<List<String>> rows = new ArrayList<>();
        verdict.tallies()
                .forEach((destination, totals) -> rows.add(List.of(
                        destination.name(), dollars(totals.covered), dollars(totals.cents), dollars(totals.held))));
        printer.table(List.of("destination", "paid by balances", "due", "held there"), rows);
    }

    private void recharges(ConsolePrinter printer) {
        RechargeChecks.Summary recharges = verdict.recharges();
        printer.table(
                List.of("recharged customers", "purchases", "charged", "released", "usage they pay"),
                List.of(List.of(
                        "%,d".formatted(recharges.customers()),
                        "%,d".formatted(recharges.purchases()),
                        dollars(recharges.charged()),
                        dollars(recharges.bought()),
                        dollars(recharges.covered()))));
    }

    private static String dollars(long cents) {
        return "$%,.2f".formatted(BigDecimal.valueOf(cents, 2));
    }

    /** A dash where a fault means nothing, or is left out; a zero is one that never had its way. */
    private void faults(ConsolePrinter printer) {
        List<Map<String, Integer>> columns = List.copyOf(verdict.injected().values());
        Set<String> kinds = new TreeSet<>();
        columns.forEach(column -> kinds.addAll(column.keySet()));
        List<String> heads = new ArrayList<>(List.of("fault"));
        verdict.injected().keySet().forEach(destination -> heads.add(destination.name()));
        List<List<String>> rows = new ArrayList<>();
        for (String kind : kinds) {
            List<String> row = new ArrayList<>(List.of(kind.replace('_', ' ')));
            columns.forEach(column -> row.add(column.containsKey(kind) ? "%,d".formatted(column.get(kind)) : "-"));
            rows.add(row);
        }
        printer.table(heads, rows);
    }
}
