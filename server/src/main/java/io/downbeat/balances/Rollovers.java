package io.downbeat.balances;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What rolls over to the next contract of a customer and is not settled yet (pricing.md, part 7): of each segment that has
 * not ended by then what is left, at most the agreed fraction of its amount. Worked out anew whenever something is drawn, so
 * late usage of the old contract takes of it, and nothing is promised twice. Pure.
 */
public final class Rollovers {
    public static final Rollovers NONE = new Rollovers(List.of());

    /**
     * What one segment gives to the next contract.
     *
     * @param into the balance that takes it, of the contract
     * @param at when the contract was renewed
     * @param amount in the unit of both balances, above zero
     */
    public record Rolled(
            CustomerId customer,
            BalanceId from,
            AccessSegmentId segment,
            BalanceId into,
            UUID contract,
            Instant at,
            BigDecimal amount) {}

    /**
     * A contract that was renewed by another one, to which its balances roll over. Contracts live above this package, so the
     * other is named by its bare id.
     *
     * @param renewedAt when the one ends and the other starts
     * @param endsAt where the other one ended as it was made; {@code null} for an open end
     */
    public record Transition(
            BalanceHolder from,
            UUID into,
            Instant renewedAt,
            @Nullable Instant endsAt) {}

    /** The two ends of one that is not settled. */
    private record Pair(Balance from, Balance into) {
        AccessSegment segment() {
            return into.segments().getFirst();
        }

        Instant at() {
            return segment().startingAt();
        }
    }

    /** In the order of time: what rolled into a contract may roll out of it later. */
    private final List<Pair> pairs;

    private Rollovers(List<Pair> pairs) {
        this.pairs = pairs;
    }

    /** Those among a customer's balances; one whose source is not there, as it was archived, takes nothing over. */
    public static Rollovers of(Collection<Balance> balances) {
        if (balances.stream().noneMatch(balance -> balance.origin().isProvisional())) {
            return NONE;
        }
        Map<BalanceId, Balance> known = balances.stream().collect(Collectors.toMap(Balance::id, Function.identity()));
        List<Pair> pairs = new ArrayList<>();
        for (Balance into : balances) {
            BalanceOrigin.RolledOver origin = into.origin().rolledOver();
            Balance from = origin == null ? null : known.get(origin.from());
            if (into.origin().isProvisional() && from != null && !from.isArchived()) {
                pairs.add(new Pair(from, into));
            }
        }
        pairs.sort(Comparator.comparing(Pair::at));
        return new Rollovers(List.copyOf(pairs));
    }

    /** Whether a segment of a contract that is renewed then rolls over. */
    public static boolean isOpenAt(AccessSegment segment, Instant renewedAt) {
        return !segment.endingBefore().isBefore(renewedAt);
    }

    public boolean areNone() {
        return pairs.isEmpty();
    }

    /** @param left of every segment before anything rolls over, settled rollovers aside */
    public List<Rolled> given(Map<AccessSegmentId, BigDecimal> left) {
        List<Rolled> all = new ArrayList<>();
        Map<BalanceId, BigDecimal> into = new HashMap<>();
        for (Pair pair : pairs) {
            BigDecimal taken = into.get(pair.from.id());
            for (AccessSegment segment : pair.from.segments()) {
                BigDecimal had = taken == null ? segment.amount() : taken;
                BigDecimal has = left.getOrDefault(segment.id(), BigDecimal.ZERO);
                BigDecimal amount = amount(pair.from, had, taken == null ? has : has.add(taken));
                if (isOpenAt(segment, pair.at()) && amount.signum() > 0) {
                    all.add(rolled(pair, segment, amount));
                }
            }
            into.put(pair.into.id(), sum(all, pair.into.id()));
        }
        return all;
    }

    private static Rolled rolled(Pair pair, AccessSegment segment, BigDecimal amount) {
        UUID contract = pair.into.scope() instanceof BalanceScope.OfContract of ? of.contract() : new UUID(0, 0);
        return new Rolled(
                pair.from.customer(), pair.from.id(), segment.id(), pair.into.id(), contract, pair.at(), amount);
    }

    /** Rounded half up to what the unit can express, and never more than there is. */
    private static BigDecimal amount(Balance from, BigDecimal had, BigDecimal left) {
        BigDecimal fraction = from.terms().rolloverFraction();
        if (fraction == null || left.signum() <= 0) {
            return BigDecimal.ZERO;
        }
        CreditType unit = from.unit();
        Amount most = new Amount(had.multiply(fraction).min(left), unit);
        Amount rounded = most.rounded();
        return (rounded.value().compareTo(left) > 0 ? most.roundedDown() : rounded).value();
    }

    /** What rolls into the balance, of all segments together. */
    public static BigDecimal sum(Collection<Rolled> all, BalanceId into) {
        return all.stream()
                .filter(rolled -> rolled.into().equals(into))
                .map(Rolled::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What is left once all has rolled over: less where it came from, more where it went. */
    public Map<AccessSegmentId, BigDecimal> kept(Map<AccessSegmentId, BigDecimal> left) {
        Map<AccessSegmentId, BigDecimal> kept = spendable(left);
        given(left).forEach(rolled -> kept.merge(rolled.segment(), rolled.amount(), BigDecimal::subtract));
        return kept;
    }

    /** What is left with what rolls over, as whoever draws of the next contract's segments sees it. */
    public Map<AccessSegmentId, BigDecimal> spendable(Map<AccessSegmentId, BigDecimal> left) {
        Map<AccessSegmentId, BigDecimal> spendable = new HashMap<>(left);
        List<Rolled> all = given(left);
        pairs.forEach(pair -> spendable.merge(pair.segment().id(), sum(all, pair.into.id()), BigDecimal::add));
        return spendable;
    }
}
