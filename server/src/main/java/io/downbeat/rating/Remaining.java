package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Rollovers;
import io.downbeat.balances.Standing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is left of the balances of a customer, and of those that share some with its contracts, before one of the drafts:
 * finalized invoices have drawn already, and so have the drafts that come before it.
 *
 * @param left by segment, what is still to roll over aside; below zero after a manual entry, and then it pays nothing
 * @param rollovers what the drafts of the next contract take over of what is left then
 */
public record Remaining(List<Balance> balances, Map<AccessSegmentId, BigDecimal> left, Rollovers rollovers) {
    public static final Remaining NOTHING = new Remaining(List.of(), Map.of(), Rollovers.NONE);

    public Remaining {
        balances = List.copyOf(balances);
        left = Map.copyOf(left);
    }

    public static Remaining of(Collection<Standing> standings) {
        return of(standings, standings.stream().map(Standing::balance).toList());
    }

    /**
     * @param agreed the same balances with all their segments: what is shared in a family has none that begin after its
     *     contract, for nobody can use these, but they roll over
     */
    public static Remaining of(Collection<Standing> standings, Collection<Balance> agreed) {
        Map<AccessSegmentId, BigDecimal> left = new HashMap<>();
        standings.forEach(standing -> left.putAll(standing.left()));
        return new Remaining(standings.stream().map(Standing::balance).toList(), left, Rollovers.of(agreed));
    }

    /** Balance by balance what can be drawn of each segment, with what would roll over as things stand. */
    public List<Standing> standings() {
        Map<AccessSegmentId, BigDecimal> spendable = spendable();
        return balances.stream()
                .map(balance -> new Standing(
                        balance,
                        balance.segments().stream()
                                .collect(
                                        Collectors.toMap(AccessSegment::id, segment -> left(segment.id(), spendable)))))
                .toList();
    }

    private static BigDecimal left(AccessSegmentId segment, Map<AccessSegmentId, BigDecimal> spendable) {
        return Objects.requireNonNull(spendable.get(segment), () -> "nothing is known of " + segment);
    }

    public Remaining after(Collection<SegmentDraw> draws) {
        Map<AccessSegmentId, BigDecimal> less = new HashMap<>(left);
        draws.forEach(draw -> less.merge(draw.segment(), draw.amount().value(), BigDecimal::subtract));
        return new Remaining(balances, less, rollovers);
    }

    /** What a draft can draw of each segment. */
    Map<AccessSegmentId, BigDecimal> spendable() {
        return rollovers.areNone() ? left : rollovers.spendable(left);
    }

    /** What a true-up bills of a segment: what rolls over from it is owed by the next contract. */
    BigDecimal kept(AccessSegmentId segment) {
        return (rollovers.areNone() ? left : rollovers.kept(left)).getOrDefault(segment, BigDecimal.ZERO);
    }

    /** What has to have rolled over for the draws. */
    List<Rollovers.Rolled> rolledFor(Collection<SegmentDraw> draws) {
        if (rollovers.areNone()) {
            return List.of();
        }
        Set<BalanceId> needed = draws.stream().map(SegmentDraw::balance).collect(Collectors.toSet());
        // From the last to the first: what rolled over into the source of one is needed too.
        List<Rollovers.Rolled> rolled = new ArrayList<>();
        for (Rollovers.Rolled one : rollovers.given(left).reversed()) {
            if (needed.contains(one.into())) {
                needed.add(one.from());
                rolled.add(one);
            }
        }
        return rolled.reversed();
    }
}
