package io.downbeat.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** What was measured and what was checked meanwhile. */
final class Findings {
    /** @param detail the numbers behind the verdict */
    record Check(String name, boolean holds, String detail) {}

    private final List<Figure> figures = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();

    void add(Figure figure) {
        figures.add(figure);
        System.err.printf("  %-48s %,12.1f %s%n", figure.name(), figure.value(), figure.unit());
    }

    void check(String name, boolean holds, String detail) {
        checks.add(new Check(name, holds, detail));
        if (!holds) {
            System.err.println("  FAILED: " + name + ": " + detail);
        }
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    List<Check> checks() {
        return List.copyOf(checks);
    }

    boolean hold() {
        return checks.stream().allMatch(Check::holds);
    }
}
