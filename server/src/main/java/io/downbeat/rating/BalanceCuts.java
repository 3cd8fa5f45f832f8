package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BilledUse;
import io.downbeat.contracts.Contract;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.rating.prices.PricedInterval;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Where the balances of a contract cut its usage: at each start and end of a segment that can pay it, so that a segment
 * pays all of a stretch or nothing of it (pricing.md 2.3). Pure.
 */
public final class BalanceCuts {
    private final List<Balance> balances;

    /** @param all of the customer, and of whoever shares any with its contracts */
    public BalanceCuts(Collection<Balance> all, Contract.Ref contract) {
        var payable = new BalanceHolder(contract.customer(), contract.contract().value());
        this.balances = all.stream().filter(balance -> balance.canPay(payable)).toList();
    }

    /** Whether an interval of a price has to end where a product's tags change. */
    public boolean nameTags() {
        return balances.stream().anyMatch(balance -> balance.terms().appliesTo().namesTags());
    }

    public List<CutInterval> cut(List<PricedInterval> intervals) {
        return CompositeCuts.cut(intervals.stream().map(this::cut).toList());
    }

    private CutInterval cut(PricedInterval whole) {
        UsageTerm term = whole.term();
        BilledUse use = use(term, Map.of());
        NavigableSet<Instant> ends = boundaries(
                balance -> balance.unit().equals(term.unit())
                        && (term.isMetered()
                                ? balance.terms().appliesTo().mayInclude(use)
                                : balance.terms().appliesTo().includes(use)),
                segment -> term.isMetered() ? segment.mayAdmit(use) : segment.admits(use),
                term.from(),
                term.until());
        if (ends.isEmpty()) {
            return new CutInterval(whole, List.of(whole));
        }
        return new CutInterval(whole, whole.cutAt(ends));
    }

    /**
     * Whether a balance that can pay this very use starts or ends here: other group values, and usage that is priced in
     * another unit, are cut elsewhere.
     */
    boolean isCut(CreditType unit, BilledUse use, Instant moment) {
        return !boundaries(
                        balance -> balance.unit().equals(unit)
                                && balance.terms().appliesTo().includes(use),
                        segment -> segment.admits(use),
                        moment.minusNanos(1),
                        moment.plusNanos(1))
                .isEmpty();
    }

    /** Strictly between the two. */
    private NavigableSet<Instant> boundaries(
            Predicate<Balance> applies, Predicate<AccessSegment> admits, Instant from, Instant until) {
        NavigableSet<Instant> found = new TreeSet<>();
        for (Balance balance : balances) {
            if (applies.test(balance)) {
                balance.segments().stream().filter(admits).forEach(segment -> {
                    found.add(segment.startingAt());
                    found.add(segment.endingBefore());
                });
            }
        }
        found.removeIf(moment -> !moment.isAfter(from) || !moment.isBefore(until));
        return found;
    }

    static BilledUse use(UsageTerm term, Map<String, String> presentation) {
        return new BilledUse(term.product().id(), term.product().tags(), term.pricingGroupValues(), presentation);
    }
}
