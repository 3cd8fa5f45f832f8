package io.downbeat.contracts.subscriptions;

import io.downbeat.core.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many there are of a subscription, and who has a seat of it, from each moment on at which that changes. Pure.
 *
 * <p>Where only a quantity is kept all of it is unassigned. Seats that are assigned fill unassigned ones first, and raise
 * the quantity where there are none; a seat that is given back lowers it. What a quantity was to fall by before its seats were
 * known takes the unassigned ones that are there by then, as whoever takes unassigned seats away does.
 */
public record SeatSchedule(Timeline<Seats> timeline) {

    /**
     * @param assigned the ids of those who have a seat, in their order
     * @param unassigned how many more there are; below zero only where a mere quantity was to fall below nothing
     */
    public record Seats(List<String> assigned, BigDecimal unassigned) {
        static final Seats NONE = new Seats(List.of(), BigDecimal.ZERO);

        public Seats {
            assigned = List.copyOf(assigned);
            unassigned = unassigned.stripTrailingZeros();
        }

        public BigDecimal quantity() {
            return unassigned.add(BigDecimal.valueOf(assigned.size()));
        }

        private Seats after(QuantityChange change, boolean isSeatBased) {
            BigDecimal had = BigDecimal.valueOf(assigned.size());
            return switch (change.kind()) {
                case SET -> new Seats(assigned, change.amount().subtract(had).max(BigDecimal.ZERO));
                case DELTA -> {
                    BigDecimal left = unassigned.add(change.amount());
                    yield new Seats(assigned, isSeatBased ? left.max(BigDecimal.ZERO) : left);
                }
                case ADD_UNASSIGNED -> new Seats(assigned, unassigned.add(change.amount()));
                case REMOVE_UNASSIGNED ->
                    new Seats(assigned, unassigned.subtract(change.amount()).max(BigDecimal.ZERO));
                case REMOVE_SEATS -> {
                    TreeSet<String> left = new TreeSet<>(assigned);
                    change.seats().forEach(left::remove);
                    yield new Seats(List.copyOf(left), unassigned);
                }
                case ADD_SEATS -> {
                    TreeSet<String> all = new TreeSet<>(assigned);
                    all.addAll(change.seats());
                    BigDecimal added = BigDecimal.valueOf((long) all.size() - assigned.size());
                    yield new Seats(List.copyOf(all), unassigned.subtract(added.min(unassigned)));
                }
            };
        }
    }

    /** @param isSeatBased whether it is known who has a seat; changes from before that are read in its light, too */
    static SeatSchedule of(Collection<QuantityChange> changes, boolean isSeatBased) {
        List<QuantityChange> inOrder = changes.stream()
                .sorted(Comparator.comparing(QuantityChange::startingAt).thenComparingInt(QuantityChange::rank))
                .toList();
        Map<Instant, Seats> values = new TreeMap<>();
        Seats now = Seats.NONE;
        for (QuantityChange change : inOrder) {
            now = now.after(change, isSeatBased);
            values.put(change.startingAt(), now);
        }
        return new SeatSchedule(Timeline.of(values));
    }

    /** None before the first change. */
    public Seats at(Instant moment) {
        return timeline.at(moment).map(Timeline.Segment::value).orElse(Seats.NONE);
    }

    /** The first moment at which there are less than none, if changes of a mere quantity ask for that. */
    Optional<Instant> firstBelowZero() {
        return timeline.segments().stream()
                .filter(segment -> segment.value().unassigned().signum() < 0)
                .map(Timeline.Segment::from)
                .findFirst();
    }
}
