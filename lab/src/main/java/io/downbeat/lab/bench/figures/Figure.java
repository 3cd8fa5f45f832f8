package io.downbeat.lab.bench.figures;

import io.downbeat.lab.bench.load.Load;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param unit of the value: {@code events/s}, {@code ms}
 * @param p50 latency of one call in milliseconds, where a call has one
 * @param target what the value is held against, in its own unit; {@code null} where nothing was set
 * @param limit the raw figure of PostgreSQL that the value has a share of; {@code null} where there is none to compare
 * @param note what one has to know to read it
 */
public record Figure(
        String name,
        double value,
        String unit,
        @Nullable Double p50,
        @Nullable Double p99,
        @Nullable Double target,
        @Nullable Double limit,
        @Nullable String note) {
    private static final Set<String> SMALL_IS_GOOD = Set.of("ms", "s", "MB", "times");

    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, null, null, null, null, null);
    }

    public Figure latency(Load.Result of) {
        return new Figure(name, value, unit, of.p50(), of.p99(), target, limit, note);
    }

    public Figure target(double wanted) {
        return new Figure(name, value, unit, p50, p99, wanted, limit, note);
    }

    public Figure limit(double raw) {
        return new Figure(name, value, unit, p50, p99, target, raw, note);
    }

    public Figure note(String text) {
        return new Figure(name, value, unit, p50, p99, target, limit, text);
    }

    /** Times and memory are better when small, rates when high. */
    public boolean reached() {
        return target == null || (SMALL_IS_GOOD.contains(unit) ? value <= target : value >= target);
    }
}
