package io.downbeat.rating;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Segment;
import io.downbeat.rating.Sold.Specifier;
import io.downbeat.rating.Sold.Track;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Into which lines a contract's month is cut, day by day, for {@link ReferenceCalculator}: part 2.3 of pricing.md. */
final class ReferenceCharges {

    /** How much of something there is from a day until another. */
    interface Quantity {
        Fraction of(int from, int until);
    }

    private final Sold sold;
    private final String contract;
    private final ReferencePrices prices;
    private final boolean tagsCount;
    /** Of composite products by name, because each of them is asked for whatever feeds it. */
    private final Map<String, List<ReferencePrices.@Nullable Price>> shares = new HashMap<>();
    /** On which days a line of a composite product ends and another begins. */
    private final Map<String, Set<Integer>> composites = new HashMap<>();

    ReferenceCharges(Sold sold, String contract) {
        this.sold = sold;
        this.contract = contract;
        this.prices = new ReferencePrices(sold);
        this.tagsCount = tagsCount();
    }

    /** What a unit costs on each day; nothing where it cannot be had. */
    List<ReferencePrices.@Nullable Price> prices(Product product, Track track, Map<String, String> team) {
        List<ReferencePrices.@Nullable Price> days = new ArrayList<>();
        for (int day = 0; day < Sold.DAYS; day++) {
            days.add(prices.price(contract, product, track, team, day));
        }
        return days;
    }

    List<ReferencePrices.@Nullable Price> prices(Product composite) {
        List<ReferencePrices.@Nullable Price> known = shares.get(composite.name());
        if (known == null) {
            known = prices(composite, composite.tracks().getFirst(), Map.of());
            shares.put(composite.name(), known);
        }
        return known;
    }

    /** The lines of one product and group, without those in which nothing is counted. */
    List<ReferenceCharge> charges(Product product, Track track, Map<String, String> team, Quantity quantity) {
        List<ReferencePrices.@Nullable Price> days = prices(product, track, team);
        Set<Integer> cuts = cuts(product, track, team, days);
        List<ReferenceCharge> charges = new ArrayList<>();
        int countedFrom = 0;
        int from = 0;
        for (int day = 1; day <= Sold.DAYS; day++) {
            if (day < Sold.DAYS && !cuts.contains(day)) {
                continue;
            }
            ReferencePrices.Price price = days.get(from);
            if (from > 0 && !goesOn(product, days, from)) {
                countedFrom = from;
            }
            if (price != null) {
                Fraction start = quantity.of(countedFrom, from);
                Fraction end = start.plus(quantity.of(from, day));
                if (!start.equals(end)) {
                    charges.add(new ReferenceCharge(product, track, team, from, day, price, start, end, false));
                }
            }
            from = day;
        }
        return charges;
    }

    /** Whether tiers go on from the day before. */
    private static boolean goesOn(Product product, List<ReferencePrices.@Nullable Price> days, int day) {
        ReferencePrices.Price price = days.get(day);
        ReferencePrices.Price before = days.get(day - 1);
        return price != null
                && before != null
                && price.countsOnFrom(before)
                && (!product.isComposite()
                        || product.shares().get(day).equals(product.shares().get(day - 1)));
    }

    /** The last line of a composite product, from its first day until the day after its last, whatever it counts. */
    int @Nullable [] last(Product composite) {
        List<ReferencePrices.@Nullable Price> days = prices(composite);
        int until = Sold.DAYS;
        while (until > 0 && days.get(until - 1) == null) {
            until--;
        }
        if (until == 0) {
            return null;
        }
        int from = until - 1;
        while (from > 0 && !cuts(composite).contains(from)) {
            from--;
        }
        return new int[] {from, until};
    }

    // Where lines are cut.

    private Set<Integer> cuts(Product composite) {
        Set<Integer> known = composites.get(composite.name());
        if (known == null) {
            known = cuts(composite, composite.tracks().getFirst(), Map.of(), prices(composite));
            composites.put(composite.name(), known);
        }
        return known;
    }

    private Set<Integer> cuts(
            Product product, Track track, Map<String, String> team, List<ReferencePrices.@Nullable Price> days) {
        Set<Integer> cuts = new TreeSet<>();
        for (int day = 1; day < Sold.DAYS; day++) {
            if (!Objects.equals(days.get(day), days.get(day - 1))
                    || tagsCount
                            && !product.tags().get(day).equals(product.tags().get(day - 1))
                    || product.isComposite()
                            && !product.shares()
                                    .get(day)
                                    .equals(product.shares().get(day - 1))
                    || isCutByBalance(product, track, team, day)
                    || isCutByComposite(product, day)) {
                cuts.add(day);
            }
        }
        return cuts;
    }

    private boolean isCutByBalance(Product product, Track track, Map<String, String> team, int day) {
        for (Balance balance : sold.balances()) {
            if (ReferencePayers.canPay(balance, contract)
                    && balance.isCustom() == product.isCustom()
                    && ReferencePrices.appliesTo(balance, product, track, team, day)) {
                for (Segment segment : balance.segments()) {
                    if (segment.from() == day || segment.until() == day) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Where a composite product is cut that it feeds the day before or from that day on. */
    private boolean isCutByComposite(Product product, int day) {
        for (Product composite : sold.products()) {
            if (composite.isComposite()
                    && (feeds(product, composite, day - 1) || feeds(product, composite, day))
                    && cuts(composite).contains(day)) {
                return true;
            }
        }
        return false;
    }

    private boolean feeds(Product product, Product composite, int day) {
        return ReferencePrices.includes(composite.shares().get(day), product, day)
                && prices(composite).get(day) != null;
    }

    /** Whether it matters to anything which tags a product has. */
    private boolean tagsCount() {
        for (Balance balance : sold.balances()) {
            if (ReferencePayers.canPay(balance, contract)) {
                boolean names = !balance.tags().isEmpty();
                for (Specifier specifier : balance.specifiers()) {
                    names = names || !specifier.tags().isEmpty();
                }
                if (names) {
                    return true;
                }
            }
        }
        return sold.products().stream()
                .flatMap(product -> product.shares().stream())
                .anyMatch(share -> !share.tags().isEmpty());
    }
}
