package io.downbeat.lab.bench;

import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.lab.bench.figures.Curve;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.Machine;
import io.downbeat.platform.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table for people and the JSON for programs. */
record Report(Machine machine, Findings findings, boolean quick, double seconds) {
    private static final List<String> HEADS =
            List.of("figure", "value", "", "p50 ms", "p99 ms", "target", "", "of PostgreSQL alone");

    void print(ConsolePrinter printer) {
        printer.line();
        printer.fact("%s", machine.sentence());
        if (quick) {
            printer.fact(
                    "%s",
                    "A quick look: short, and without Java's second compiler. Leave --quick out for figures to quote.");
        }
        printer.line();
        printer.table(HEADS, findings.figures().stream().map(Report::row).toList());
        printer.line();
        findings.figures().stream()
                .filter(figure -> figure.note() != null)
                .forEach(figure -> printer.fact("%s: %s", figure.name(), figure.note()));
        findings.curves().forEach(curve -> {
            printer.line();
            printer.title(curve.title());
            printer.table(heads(curve), rows(curve));
        });
        printer.line();
        findings.checks().forEach(check -> {
            String told = check.name() + ": " + check.detail();
            if (check.holds()) {
                printer.good(told);
            } else {
                printer.bad(told);
            }
        });
        printer.line();
        printer.fact("measured in %.0f s", seconds);
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

    /** What grows goes down the table; each line is a column. */
    private static List<String> heads(Curve curve) {
        return Stream.concat(
                        Stream.of(curve.across().label()),
                        curve.lines().stream().map(Curve.Line::name))
                .toList();
    }

    private static List<List<String>> rows(Curve curve) {
        return curve.lines().stream()
                .flatMap(line -> line.points().stream().map(Curve.Point::x))
                .distinct()
                .sorted()
                .map(x -> Stream.concat(
                                Stream.of(String.format(Locale.ROOT, "%,.0f", x)),
                                curve.lines().stream().map(line -> at(line, x)))
                        .toList())
                .toList();
    }

    private static String at(Curve.Line line, double x) {
        return line.points().stream()
                .filter(point -> point.x() == x)
                .findFirst()
                .map(point -> number(point.y()))
                .orElse("");
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
        all.put("curves", findings.curves());
        return Json.write(all);
    }
}
