package io.downbeat.customeralerts.rules;

import org.jspecify.annotations.Nullable;

/**
 * Balances of single seats.
 *
 * @param seatGroupKey the property of usage that names a seat
 * @param seatGroupValue the one seat; {@code null}: each of them by itself
 */
public record SeatFilter(String seatGroupKey, @Nullable String seatGroupValue) {

    boolean admits(String groupKey, String seat) {
        return seatGroupKey.equals(groupKey) && (seatGroupValue == null || seatGroupValue.equals(seat));
    }
}
