package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.Standing;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What is left of the balances of a customer, and of those that share some with its contracts, before one of the drafts:
 * finalized invoices have drawn already, and so have the drafts that come before it.
 *
 * @param left by segment; below zero after a manual entry, and then it pays nothing
 */
public record Remaining(List<Balance> balances, Map<AccessSegmentId, BigDecimal> left) {
    public static final Remaining NOTHING = new Remaining(List.of(), Map.of());

    public Remaining {
        balances = List.copyOf(balances);
        left = Map.copyOf(left);
    }

    public static Remaining of(Collection<Standing> standings) {
        Map<AccessSegmentId, BigDecimal> left = new HashMap<>();
        standings.forEach(standing -> left.putAll(standing.left()));
        return new Remaining(standings.stream().map(Standing::balance).toList(), left);
    }

    /** The same balance by balance. */
    public List<Standing> standings() {
        return balances.stream()
                .map(balance -> new Standing(
                        balance,
                        balance.segments().stream()
                                .collect(Collectors.toMap(AccessSegment::id, segment -> left(segment.id())))))
                .toList();
    }

    private BigDecimal left(AccessSegmentId segment) {
        return Objects.requireNonNull(left.get(segment), () -> "nothing is known of " + segment);
    }

    public Remaining after(Collection<SegmentDraw> draws) {
        Map<AccessSegmentId, BigDecimal> less = new HashMap<>(left);
        draws.forEach(draw -> less.merge(draw.segment(), draw.amount().value(), BigDecimal::subtract));
        return new Remaining(balances, less);
    }
}
