package io.downbeat.lab.bench;

import io.downbeat.platform.http.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table for people and the JSON for programs. */
record Report(Machine machine, Findings findings, boolean quick, double seconds) {
    private static final List<String> HEADS =
            List.of("figure", "value", "", "p50 ms", "p99 ms", "target", "", "of PostgreSQL alone");

    void print(PrintStream out) {
        out.println();
        out.println(machine.sentence());
        if (quick) {
            out.println(
                    "A quick look: short, and without Java's second compiler. Leave --quick out for figures to quote.");
        }
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        findings.figures().forEach(figure -> rows.add(row(figure)));
        print(out, rows);
        out.println();
        findings.figures().stream()
                .filter(figure -> figure.note() != null)
                .forEach(figure -> out.println("  " + figure.name() + ": " + figure.note()));
        out.println();
        findings.checks()
                .forEach(check -> out.println(
                        (check.holds() ? "  ok      " : "  FAILED  ") + check.name() + ": " + check.detail()));
        out.printf(Locale.ROOT, "%n  measured in %.0f s%n", seconds);
    }

    private static void print(PrintStream out, List<List<String>> rows) {
        int[] widths = new int[HEADS.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                boolean words = i == 0 || HEADS.get(i).isEmpty();
                line.append(("%" + (words ? "-" : "") + Math.max(1, widths[i]) + "s  ").formatted(row.get(i)));
            }
            out.println("  " + line.toString().stripTrailing());
        }
    }

    private static List<String> row(Figure figure) {
        Double target = figure.target();
        return List.of(
                figure.name(),
                number(figure.value()),
                figure.unit(),
                number(figure.p50()),
                number(figure.p99()),
                number(target),
                target == null ? "" : figure.reached() ? "reached" : "missed",
                share(figure));
    }

    private static String number(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        int digits = value < 10 ? 2 : value < 1000 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private static String share(Figure figure) {
        Double limit = figure.limit();
        return limit == null ? "" : "%.0f %%".formatted(figure.value() / limit * 100);
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("quick", quick);
        all.put("seconds", seconds);
        all.put("figures", findings.figures());
        all.put("checks", findings.checks());
        return Json.write(all);
    }
}
