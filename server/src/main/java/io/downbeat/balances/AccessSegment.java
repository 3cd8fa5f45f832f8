package io.downbeat.balances;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item of a balance's access schedule: so much can be used in {@code [startingAt, endingBefore)}. What is left at its
 * end expires; nothing moves from one segment to another.
 *
 * @param amount in the unit of its balance, never negative
 * @param startingAt on a full hour, as is {@code endingBefore}
 * @param seats for which seats of a subscription it is; {@code null} for no such
 */
public record AccessSegment(
        AccessSegmentId id,
        BigDecimal amount,
        Instant startingAt,
        Instant endingBefore,
        @Nullable Seats seats) {

    /** The last full hour that the API can write. */
    public static final Instant LATEST_END = Instant.parse("9999-12-31T23:00:00Z");

    /**
     * What it gives is for seats of a subscription.
     *
     * @param units for how many
     * @param groupKey the property of usage that names a seat; {@code null} where all share
     * @param seat whose alone it is; {@code null} where all share
     */
    public record Seats(
            BigDecimal units,
            @Nullable String groupKey,
            @Nullable String seat) {}

    /** For no seats. */
    public AccessSegment(AccessSegmentId id, BigDecimal amount, Instant startingAt, Instant endingBefore) {
        this(id, amount, startingAt, endingBefore, null);
    }

    public AccessSegment {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("what can be used is never negative: " + amount);
        }
        if (!startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException(
                    "a segment needs its start before its end: " + startingAt + " to " + endingBefore);
        }
        if (endingBefore.isAfter(LATEST_END)) {
            throw new IllegalArgumentException("no segment ends after " + LATEST_END + ": " + endingBefore);
        }
    }

    /** As much of it as lies before the moment; nothing of one that starts then or later. */
    Optional<AccessSegment> until(@Nullable Instant end) {
        if (end == null || !endingBefore.isAfter(end)) {
            return Optional.of(this);
        }
        return startingAt.isBefore(end) ? Optional.of(with(amount, startingAt, end)) : Optional.empty();
    }

    /** The same of another amount or interval. */
    public AccessSegment with(BigDecimal otherAmount, Instant from, Instant until) {
        return new AccessSegment(id, otherAmount, from, until, seats);
    }

    /** Whether it is one seat's alone, and so no part of what the contract has. */
    public boolean isOneSeats() {
        return seats != null && seats.seat != null;
    }

    /** Whether it can pay what is used so: what is one seat's pays that seat's usage alone. */
    public boolean admits(BilledUse use) {
        return seats == null || seats.seat == null || seats.seat.equals(group(use));
    }

    /** Whether it admits such usage for some presentation group values. */
    public boolean mayAdmit(BilledUse use) {
        return seats == null
                || seats.seat == null
                || !use.pricingGroupValues().containsKey(seats.groupKey)
                || admits(use);
    }

    private @Nullable String group(BilledUse use) {
        String key = Objects.requireNonNull(Objects.requireNonNull(seats).groupKey);
        String priced = use.pricingGroupValues().get(key);
        return priced == null ? use.presentationGroupValues().get(key) : priced;
    }

    /** Whether it covers all of the interval; a segment pays a stretch of usage wholly or not at all. */
    public boolean covers(Instant from, Instant until) {
        return !from.isBefore(startingAt) && !until.isAfter(endingBefore);
    }
}
