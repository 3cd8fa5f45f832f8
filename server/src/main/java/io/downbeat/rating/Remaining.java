package io.downbeat.rating;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.Standing;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    public Remaining after(Collection<SegmentDraw> draws) {
        Map<AccessSegmentId, BigDecimal> less = new HashMap<>(left);
        draws.forEach(draw -> less.merge(draw.segment(), draw.amount().value(), BigDecimal::subtract));
        return new Remaining(balances, less);
    }
}
