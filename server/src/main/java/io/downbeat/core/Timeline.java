package io.downbeat.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value that changes at known instants: a provider schedule, a rate, an alias.
 *
 * <p>Immutable. Each value holds from its instant until the next one's; before the first instant there is none. Setting
 * a value at an instant that already has one replaces it, so there are never two entries at one instant nor an entry
 * of no length.
 */
public final class Timeline<T> {

    /**
     * One stretch of a timeline, half open.
     *
     * @param until where the next value begins, {@code null} for the last one
     */
    public record Segment<T>(
            T value, Instant from, @Nullable Instant until) {
        public boolean covers(Instant moment) {
            return !moment.isBefore(from) && (until == null || moment.isBefore(until));
        }
    }

    private final NavigableMap<Instant, T> values;

    private Timeline(NavigableMap<Instant, T> values) {
        this.values = values;
    }

    public static <T> Timeline<T> empty() {
        return new Timeline<>(new TreeMap<>());
    }

    public static <T> Timeline<T> of(Map<Instant, T> values) {
        return new Timeline<>(new TreeMap<>(values));
    }

    /** This timeline with the value in force from the instant on, until the next value that was there already. */
    public Timeline<T> with(Instant from, T value) {
        TreeMap<Instant, T> changed = new TreeMap<>(values);
        changed.put(from, value);
        return new Timeline<>(changed);
    }

    /** What is in force at the moment; a value that starts exactly then counts. */
    public Optional<Segment<T>> at(Instant moment) {
        return Optional.ofNullable(values.floorEntry(moment)).map(this::segment);
    }

    /** What was in force just before the moment; a value that starts exactly then does not count. */
    public Optional<Segment<T>> before(Instant moment) {
        return Optional.ofNullable(values.lowerEntry(moment)).map(this::segment);
    }

    public Optional<Instant> nextChangeAfter(Instant moment) {
        return Optional.ofNullable(values.higherKey(moment));
    }

    /** Every segment in order; contiguous by construction, the last one open. */
    public List<Segment<T>> segments() {
        List<Segment<T>> all = new ArrayList<>(values.size());
        values.entrySet().forEach(entry -> all.add(segment(entry)));
        return all;
    }

    public int size() {
        return values.size();
    }

    private Segment<T> segment(Map.Entry<Instant, T> entry) {
        return new Segment<>(entry.getValue(), entry.getKey(), values.higherKey(entry.getKey()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Timeline<?> that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Timeline" + values;
    }
}
