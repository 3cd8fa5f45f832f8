package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import java.time.Instant;

/**
 * What an invoice takes of a segment.
 *
 * @param customer whose balance it is
 * @param amount positive
 * @param segmentEnd when the segment ends, which may be before the invoice's period does
 */
public record SegmentDraw(
        CustomerId customer, BalanceId balance, AccessSegmentId segment, Amount amount, Instant segmentEnd) {

    static SegmentDraw of(Balance balance, AccessSegment segment, Amount amount) {
        return new SegmentDraw(balance.customer(), balance.id(), segment.id(), amount, segment.endingBefore());
    }

    SegmentDraw plus(Amount more) {
        return new SegmentDraw(customer, balance, segment, amount.plus(more), segmentEnd);
    }
}
