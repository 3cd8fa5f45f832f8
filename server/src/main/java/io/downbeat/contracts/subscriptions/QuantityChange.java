package io.downbeat.contracts.subscriptions;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A change of how many there are, or of who has a seat.
 *
 * @param amount how many; negative for a delta that takes away; 0 where seats are named
 * @param seats the ids of the seats that are assigned or given back
 */
public record QuantityChange(Instant startingAt, Kind kind, BigDecimal amount, List<String> seats) {

    /** In the order in which they are applied at one moment; those of one rank in the order in which they were asked for. */
    public enum Kind {
        /** So many from now on. */
        SET(0),
        /** So many more, or less. */
        DELTA(0),
        REMOVE_SEATS(1),
        ADD_UNASSIGNED(2),
        ADD_SEATS(3),
        REMOVE_UNASSIGNED(4);

        private final int rank;

        Kind(int rank) {
            this.rank = rank;
        }
    }

    public QuantityChange {
        seats = List.copyOf(seats);
    }

    static QuantityChange of(Instant startingAt, Kind kind, BigDecimal amount) {
        return new QuantityChange(startingAt, kind, amount, List.of());
    }

    static QuantityChange of(Instant startingAt, Kind kind, List<String> seats) {
        return new QuantityChange(startingAt, kind, BigDecimal.ZERO, seats);
    }

    int rank() {
        return kind.rank;
    }
}
