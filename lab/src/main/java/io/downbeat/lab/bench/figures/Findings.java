package io.downbeat.lab.bench.figures;

import io.downbeat.app.terminal.Progress;
import java.util.ArrayList;
import java.util.List;

/** What was measured and what was checked meanwhile. */
public final class Findings {
    /** @param detail the numbers behind the verdict */
    public record Check(String name, boolean holds, String detail) {}

    private final Progress progress;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();

    /** @param progress which each finding stays above */
    public Findings(Progress progress) {
        this.progress = progress;
    }

    public void add(Figure figure) {
        figures.add(figure);
        progress.stays(() -> System.err.printf("  %-48s %,12.1f %s%n", figure.name(), figure.value(), figure.unit()));
    }

    public void check(String name, boolean holds, String detail) {
        checks.add(new Check(name, holds, detail));
        if (!holds) {
            progress.stays(() -> System.err.println("  FAILED: " + name + ": " + detail));
        }
    }

    public void curve(Curve curve) {
        curves.add(curve);
    }

    /** What is going on in a measure that takes minutes. */
    public void tell(String sentence) {
        progress.stays(() -> System.err.println("  " + sentence));
    }

    public List<Curve> curves() {
        return List.copyOf(curves);
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    public List<Check> checks() {
        return List.copyOf(checks);
    }

    public boolean hold() {
        return checks.stream().allMatch(Check::holds);
    }
}
