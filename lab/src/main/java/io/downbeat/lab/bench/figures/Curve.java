package io.downbeat.lab.bench.figures;

import java.util.List;
import java.util.Locale;

/**
 * How something changes while something else grows.
 *
 * @param file what its picture is called, without an ending
 * @param title a sentence, as above its picture
 * @param across what grows
 * @param up what is measured
 */
public record Curve(String file, String title, Axis across, Axis up, List<Line> lines) {

    /**
     * @param isLogarithmic whether each step is ten times the one before, and not as much more; values are above 0 then
     */
    public record Axis(String label, boolean isLogarithmic) {
        public static Axis linear(String label) {
            return new Axis(label, false);
        }

        public static Axis logarithmic(String label) {
            return new Axis(label, true);
        }
    }

    public record Line(String name, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }
    }

    public record Point(double x, double y) {}

    public Curve {
        lines = List.copyOf(lines);
        if (!file.matches("[a-z-]+")) {
            throw new IllegalArgumentException(file + " is no name of a picture");
        }
        if (lines.isEmpty() || lines.stream().anyMatch(line -> line.points().isEmpty())) {
            throw new IllegalArgumentException("a curve has lines and each line has points: " + title);
        }
    }

    /** Short enough for an axis: {@code 2,000,000} is {@code 2M}. */
    public static String words(double value) {
        double size = Math.abs(value);
        if (size >= 1e9) {
            return shortened(value / 1e9) + "G";
        }
        return size >= 1e6
                ? shortened(value / 1e6) + "M"
                : size >= 1e3 ? shortened(value / 1e3) + "k" : shortened(value);
    }

    private static String shortened(double value) {
        int digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
