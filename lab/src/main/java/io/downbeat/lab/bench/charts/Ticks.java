package io.downbeat.lab.bench.charts;

import io.downbeat.lab.bench.figures.Curve;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the marks of an axis are, and where on it a value lies.
 *
 * @param from the value at its beginning
 * @param until the value at its end
 * @param marks round values between them, both ends included where these are round
 */
record Ticks(double from, double until, boolean isLogarithmic, List<Double> marks) {
    private static final int AIMED_AT = 5;

    /** Of an axis that holds all these values; one that is no logarithm begins at zero. */
    static Ticks of(Curve.Axis axis, List<Double> values) {
        double least = values.stream().mapToDouble(value -> value).min().orElseThrow();
        double most = values.stream().mapToDouble(value -> value).max().orElseThrow();
        return axis.isLogarithmic() ? logarithmic(least, most) : linear(Math.min(0, least), most);
    }

    private static Ticks linear(double least, double most) {
        double step = round((most - least) / AIMED_AT);
        double from = Math.floor(least / step) * step;
        List<Double> marks = new ArrayList<>();
        do {
            marks.add(from + marks.size() * step);
        } while (marks.size() < 2 || marks.getLast() < most);
        return new Ticks(from, marks.getLast(), false, List.copyOf(marks));
    }

    /** The next of 1, 2 and 5 of a power of ten. */
    private static double round(double wanted) {
        if (wanted <= 0) {
            return 1;
        }
        double ten = Math.pow(10, Math.floor(Math.log10(wanted)));
        double times = wanted / ten;
        return ten * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    }

    private static Ticks logarithmic(double least, double most) {
        if (least <= 0) {
            throw new IllegalArgumentException(least + " has no place on a logarithmic axis");
        }
        int first = (int) Math.floor(Math.log10(least) + 1e-9);
        int last = Math.max(first + 1, (int) Math.ceil(Math.log10(most) - 1e-9));
        List<Double> marks = new ArrayList<>();
        for (int power = first; power <= last; power++) {
            marks.add(Math.pow(10, power));
        }
        return new Ticks(marks.getFirst(), marks.getLast(), true, List.copyOf(marks));
    }

    /** From 0 at the axis' beginning to 1 at its end. */
    double place(double value) {
        return isLogarithmic ? Math.log(value / from) / Math.log(until / from) : (value - from) / (until - from);
    }
}
