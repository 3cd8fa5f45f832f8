package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.BalanceId;
import io.downbeat.core.Amount;
import java.time.Instant;

/**
 * What an invoice takes of a segment.
 *
 * @param amount positive
 * @param segmentEnd when the segment ends, which may be before the invoice's period does
 */
public record SegmentDraw(BalanceId balance, AccessSegmentId segment, Amount amount, Instant segmentEnd) {

    static SegmentDraw of(BalanceId balance, AccessSegment segment, Amount amount) {
        return new SegmentDraw(balance, segment.id(), amount, segment.endingBefore());
    }

    SegmentDraw plus(Amount more) {
        return new SegmentDraw(balance, segment, amount.plus(more), segmentEnd);
    }
}
