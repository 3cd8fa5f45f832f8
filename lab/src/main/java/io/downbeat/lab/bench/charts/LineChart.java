package io.downbeat.lab.bench.charts;

import io.downbeat.lab.bench.figures.Curve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A curve as a picture, SVG, that needs nothing else and can be read on light and on dark. What it shows stands beside it in
 * words: the title, both axes, the lines' names at their ends and the value at each point.
 */
public final class LineChart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final int LEFT = 76;
    private static final int RIGHT = 176;
    private static final int TOP = 76;
    private static final int BOTTOM = 56;
    /** Below that, two names on one side would lie upon each other. */
    private static final int LINE_HEIGHT = 16;

    private static final int COLOURS = 4;

    private static final String HEAD = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
        <title>%3$s</title>
        <style>
          .ground { fill: #ffffff } text { font: 13px system-ui, sans-serif; fill: #3d4450 }
          .title { font-size: 16px; font-weight: 600; fill: #14181f } .grid { stroke: #dfe3e8 } .axis { stroke: #8a93a0 }
          .line { fill: none; stroke-width: 2.5; stroke-linejoin: round } .value { font-size: 11px }
          .l0 { stroke: #0b66c3 } .l1 { stroke: #c2410c } .l2 { stroke: #15803d } .l3 { stroke: #7e3fb2 }
          .d0, .n0 { fill: #0b66c3 } .d1, .n1 { fill: #c2410c } .d2, .n2 { fill: #15803d } .d3, .n3 { fill: #7e3fb2 }
          @media (prefers-color-scheme: dark) {
            .ground { fill: #14181f } text { fill: #b9c1cc } .title { fill: #f2f4f7 } .grid { stroke: #2b323c }
            .axis { stroke: #6b7480 } .l0 { stroke: #6cb2ff } .l1 { stroke: #ff9d66 } .l2 { stroke: #6fd08c } .l3 { stroke: #c9a2f2 }
            .d0, .n0 { fill: #6cb2ff } .d1, .n1 { fill: #ff9d66 } .d2, .n2 { fill: #6fd08c } .d3, .n3 { fill: #c9a2f2 }
          }
        </style>
        <rect class="ground" width="%1$d" height="%2$d" rx="8"/>
        <text class="title" x="20" y="30">%3$s</text>
        """;

    private final Curve curve;
    private final Ticks across;
    private final Ticks up;
    private final StringBuilder svg = new StringBuilder();

    private LineChart(Curve curve) {
        this.curve = curve;
        this.across = Ticks.of(curve.across(), all(curve, Curve.Point::x));
        this.up = Ticks.of(curve.up(), all(curve, Curve.Point::y));
    }

    private static List<Double> all(Curve curve, ToDoubleFunction<Curve.Point> value) {
        return curve.lines().stream()
                .flatMap(line -> line.points().stream())
                .map(value::applyAsDouble)
                .toList();
    }

    /** Writes each curve's picture into the folder, which is made if there is none. */
    public static void write(List<Curve> curves, Path folder) {
        try {
            Files.createDirectories(folder);
            for (Curve curve : curves) {
                Files.writeString(folder.resolve(curve.file() + ".svg"), svg(curve));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the pictures cannot be written to " + folder, e);
        }
    }

    public static String svg(Curve curve) {
        return new LineChart(curve).drawn();
    }

    private String drawn() {
        put(HEAD, WIDTH, HEIGHT, escaped(curve.title()));
        axes();
        for (int i = 0; i < curve.lines().size(); i++) {
            line(curve.lines().get(i), i % COLOURS);
        }
        names();
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        for (double mark : up.marks()) {
            put(
                    "<line class=\"grid\" x1=\"%1$d\" x2=\"%2$d\" y1=\"%3$s\" y2=\"%3$s\"/>\n",
                    LEFT, WIDTH - RIGHT, at(y(mark)));
            put(
                    "<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>\n",
                    LEFT - 8, at(y(mark) + 4), Curve.words(mark));
        }
        for (double mark : across.marks()) {
            put(
                    "<line class=\"axis\" x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$d\" y2=\"%3$d\"/>\n",
                    at(x(mark)), bottom(), bottom() + 5);
            put(
                    "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    at(x(mark)), bottom() + 20, Curve.words(mark));
        }
        put("<line class=\"axis\" x1=\"%1$d\" x2=\"%2$d\" y1=\"%3$d\" y2=\"%3$d\"/>\n", LEFT, WIDTH - RIGHT, bottom());
        put(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, escaped(curve.across().label()));
        put("<text x=\"20\" y=\"%d\">%s</text>\n", TOP - 22, escaped(curve.up().label()));
    }

    private void line(Curve.Line line, int colour) {
        String points = line.points().stream()
                .map(point -> at(x(point.x())) + "," + at(y(point.y())))
                .collect(Collectors.joining(" "));
        put("<polyline class=\"line l%d\" points=\"%s\"/>\n", colour, points);
        for (Curve.Point point : line.points()) {
            put(
                    "<circle class=\"d%d\" cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>%s: %s at %s</title></circle>\n",
                    colour,
                    at(x(point.x())),
                    at(y(point.y())),
                    escaped(line.name()),
                    Curve.words(point.y()),
                    Curve.words(point.x()));
        }
        value(line.points().getFirst());
    }

    /** What the line ends with stands beside its name; where others are, the first values would lie upon each other. */
    private void value(Curve.Point point) {
        if (curve.lines().size() > 1) {
            return;
        }
        put(
                "<text class=\"value\" x=\"%s\" y=\"%s\" >%s</text>\n",
                at(x(point.x())), at(y(point.y()) - 9), Curve.words(point.y()));
    }

    /** At the lines' ends, with what they end with, moved apart where these are close. */
    private void names() {
        List<Integer> order = IntStream.range(0, curve.lines().size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> y(curve.lines().get(i).points().getLast().y())))
                .toList();
        double free = 0;
        for (int i : order) {
            Curve.Line line = curve.lines().get(i);
            Curve.Point last = line.points().getLast();
            double y = Math.max(free, y(last.y()) + 4);
            free = y + LINE_HEIGHT;
            put(
                    "<text class=\"n%d\" x=\"%s\" y=\"%s\">%s</text>\n",
                    i % COLOURS, at(WIDTH - RIGHT + 10.0), at(y), escaped(line.name() + " " + Curve.words(last.y())));
        }
    }

    private double x(double value) {
        return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return bottom() - up.place(value) * (bottom() - TOP);
    }

    private static int bottom() {
        return HEIGHT - BOTTOM;
    }

    private static String at(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }

    private void put(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
