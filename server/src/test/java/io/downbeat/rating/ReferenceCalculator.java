package io.downbeat.rating;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Segment;
import io.downbeat.rating.Sold.Specifier;
import io.downbeat.rating.Sold.Step;
import io.downbeat.rating.Sold.Track;
import io.downbeat.rating.Sold.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The slow and obvious one: invoices of January from pricing.md, day by day and balance by balance, in exact fractions.
 * Shares no code with the engine, and is not to be made fast.
 */
final class ReferenceCalculator {

    /** A line before anything pays it; positions count from where the tiers start. */
    private record Stretch(
            Product product,
            Track track,
            Map<String, String> groups,
            Map<String, String> team,
            int from,
            int until,
            ReferencePrices.Price price,
            Fraction before,
            Fraction after) {}

    /** Units that nothing has paid. */
    private record Unpaid(Fraction from, Fraction until, Fraction price, Fraction total) {}

    /** @param at where its units begin */
    private record Line(Fraction at, List<String> shown) {}

    private final Sold sold;
    private final ReferencePrices prices;
    /** Of each segment, by name. */
    private final Map<String, Fraction> left = new HashMap<>();

    ReferenceCalculator(Sold sold) {
        this.sold = sold;
        this.prices = new ReferencePrices(sold);
        sold.balances().forEach(balance -> balance.segments().forEach(each -> left.put(each.name(), each.amount())));
    }

    Map<String, Fraction> left() {
        return left;
    }

    /** The lines of one contract, which draws before whichever is asked for next. */
    List<String> invoice(String contract) {
        List<Stretch> stretches = new ArrayList<>();
        for (Product product : sold.products()) {
            for (Track track : product.tracks()) {
                for (Map<String, String> groups : groups(product, track)) {
                    stretches.addAll(stretches(contract, product, track, groups));
                }
            }
        }
        stretches.sort(ReferenceCalculator::inBurnOrder);
        List<ReferencePayers.Payer> payers = new ReferencePayers(sold).payers(contract);
        List<String> lines = new ArrayList<>();
        Fraction units = Fraction.ZERO;
        for (Stretch stretch : stretches) {
            for (Line line : paid(stretch, payers)) {
                lines.addAll(line.shown());
            }
            if (stretch.product.isCustom()) {
                units = units.plus(unpaid);
            }
        }
        if (units.signum() != 0) {
            lines.add("AI " + units + "x" + Sold.FACTOR + "="
                    + units.times(Sold.FACTOR).rounded(0) + " 0..31 {}{}");
        }
        return lines;
    }

    /** What the last stretch leaves unpaid. */
    private Fraction unpaid = Fraction.ZERO;

    // What is used, and what it costs.

    private Set<Map<String, String>> groups(Product product, Track track) {
        Set<Map<String, String>> found = new HashSet<>();
        for (Use use : sold.uses()) {
            if (use.product().equals(product.name())
                    && use.groups().entrySet().containsAll(track.region().entrySet())) {
                found.add(groups(product, track, use));
            }
        }
        return found;
    }

    private static Map<String, String> groups(Product product, Track track, Use use) {
        Map<String, String> groups = new TreeMap<>(use.groups());
        if (track.region().isEmpty()) {
            groups.remove("region");
        }
        if (!product.byTeam()) {
            groups.remove("team");
        }
        return groups;
    }

    private Fraction used(Product product, Track track, Map<String, String> groups, int from, int until) {
        Fraction sum = Fraction.ZERO;
        for (Use use : sold.uses()) {
            if (use.product().equals(product.name())
                    && use.day() >= from
                    && use.day() < until
                    && groups(product, track, use).equals(groups)) {
                sum = sum.plus(use.quantity());
            }
        }
        return sum;
    }

    private List<Stretch> stretches(String contract, Product product, Track track, Map<String, String> groups) {
        Map<String, String> team = new TreeMap<>(groups);
        team.remove("region");
        List<ReferencePrices.@Nullable Price> days = new ArrayList<>();
        for (int day = 0; day < Sold.DAYS; day++) {
            days.add(prices.price(contract, product, track, team, day));
        }
        List<Stretch> stretches = new ArrayList<>();
        int countedFrom = 0;
        int from = 0;
        for (int day = 1; day <= Sold.DAYS; day++) {
            if (day < Sold.DAYS && !isCut(contract, product, track, team, days, day)) {
                continue;
            }
            ReferencePrices.Price price = days.get(from);
            ReferencePrices.Price before = from == 0 ? null : days.get(from - 1);
            if (price == null || before == null || !price.list().equals(before.list())) {
                countedFrom = from;
            }
            if (price != null) {
                Fraction start = used(product, track, groups, countedFrom, from);
                Fraction end = start.plus(used(product, track, groups, from, day));
                if (!start.equals(end)) {
                    stretches.add(new Stretch(product, track, groups, team, from, day, price, start, end));
                }
            }
            from = day;
        }
        return stretches;
    }

    private boolean isCut(
            String contract,
            Product product,
            Track track,
            Map<String, String> team,
            List<ReferencePrices.@Nullable Price> days,
            int day) {
        if (!Objects.equals(days.get(day), days.get(day - 1))) {
            return true;
        }
        boolean tagsCount = false;
        for (Balance balance : sold.balances()) {
            if (!ReferencePayers.canPay(balance, contract)) {
                continue;
            }
            boolean names = !balance.tags().isEmpty();
            for (Specifier specifier : balance.specifiers()) {
                names = names || !specifier.tags().isEmpty();
            }
            tagsCount = tagsCount || names;
            if (balance.isCustom() == product.isCustom()
                    && ReferencePrices.appliesTo(balance, product, track, team, day)) {
                for (Segment segment : balance.segments()) {
                    if (segment.from() == day || segment.until() == day) {
                        return true;
                    }
                }
            }
        }
        return tagsCount && !product.tags().get(day).equals(product.tags().get(day - 1));
    }

    // In which order it burns.

    private static int inBurnOrder(Stretch one, Stretch other) {
        if (one.from != other.from) {
            return one.from < other.from ? -1 : 1;
        }
        int dearer = other.price
                .list()
                .getFirst()
                .price()
                .compareTo(one.price.list().getFirst().price());
        if (dearer != 0) {
            return dearer;
        }
        int name = one.product.name().compareTo(other.product.name());
        if (name != 0) {
            return name;
        }
        int region =
                one.track.region().toString().compareTo(other.track.region().toString());
        return region != 0 ? region : one.team.toString().compareTo(other.team.toString());
    }

    // The draw.

    private List<Line> paid(Stretch stretch, List<ReferencePayers.Payer> payers) {
        List<Line> lines = new ArrayList<>();
        List<Unpaid> open = atListPrice(stretch);
        if (stretch.after.compareTo(stretch.before) > 0) {
            for (ReferencePayers.Payer payer : payers) {
                if (canPay(payer, stretch)) {
                    List<Unpaid> rest = new ArrayList<>();
                    for (Unpaid units : open) {
                        rest.addAll(pay(stretch, payer, units, lines));
                    }
                    open = rest;
                }
            }
        }
        unpaid = Fraction.ZERO;
        for (Unpaid units : open) {
            unpaid = unpaid.plus(units.total);
            lines.add(new Line(
                    units.from, List.of(shown(stretch, units.until.minus(units.from), units.price, units.total, ""))));
        }
        lines.sort((one, other) -> one.at.compareTo(other.at));
        return lines;
    }

    private boolean canPay(ReferencePayers.Payer payer, Stretch stretch) {
        return payer.balance().isCustom() == stretch.product.isCustom()
                && payer.segment().from() <= stretch.from
                && payer.segment().until() >= stretch.until
                && ReferencePrices.appliesTo(
                        payer.balance(), stretch.product, stretch.track, stretch.team, stretch.from);
    }

    /** Tier by tier; each is the difference of running totals in it, rounded. */
    private static List<Unpaid> atListPrice(Stretch stretch) {
        List<Unpaid> parts = new ArrayList<>();
        Fraction start = Fraction.ZERO;
        for (int i = 0; i < stretch.price.list().size(); i++) {
            Step tier = stretch.price.list().get(i);
            Fraction before = inTier(i, start, tier, stretch.before);
            Fraction after = inTier(i, start, tier, stretch.after);
            if (!before.equals(after)) {
                Fraction total =
                        money(stretch, after.times(tier.price())).minus(money(stretch, before.times(tier.price())));
                parts.add(new Unpaid(start.plus(before), start.plus(after), tier.price(), total));
            }
            start = tier.size() == null ? start : start.plus(tier.size());
        }
        return parts;
    }

    /** How much of a count lies in a tier; below zero it lies in the first. */
    private static Fraction inTier(int tier, Fraction start, Step step, Fraction count) {
        Fraction inside = count.minus(start);
        if (step.size() != null) {
            inside = inside.least(step.size());
        }
        return tier == 0 ? inside : inside.greatest(Fraction.ZERO);
    }

    private static Fraction money(Stretch stretch, Fraction exact) {
        return stretch.product.isCustom() ? exact : exact.rounded(0);
    }

    private Fraction spendable(ReferencePayers.Payer payer) {
        Fraction has = Objects.requireNonNull(left.get(payer.segment().name())).greatest(Fraction.ZERO);
        return payer.balance().isCustom() ? has : has.roundedDown(0);
    }

    /** @return what it leaves */
    private List<Unpaid> pay(Stretch stretch, ReferencePayers.Payer payer, Unpaid units, List<Line> lines) {
        List<Step> rate = ReferencePrices.rateUnder(payer.balance(), stretch.price);
        if (rate.equals(stretch.price.list())) {
            return payAtListPrice(stretch, payer, units, lines);
        }
        Fraction from = units.from;
        while (from.compareTo(units.until) < 0) {
            Fraction has = spendable(payer);
            Fraction price = ReferencePrices.at(rate, from);
            if (has.signum() == 0 || price.signum() == 0 && units.price.signum() == 0) {
                break;
            }
            Fraction until = ReferencePrices.endOfStep(rate, from).least(units.until);
            Fraction worth = money(stretch, until.minus(from).times(price));
            if (worth.compareTo(has) <= 0) {
                take(stretch, payer, from, until.minus(from), price, worth, lines);
                from = until;
            } else {
                Fraction quantity = has.dividedBy(price).rounded(12).least(until.minus(from));
                take(stretch, payer, from, quantity, price, has, lines);
                from = from.plus(quantity);
                break;
            }
        }
        if (from.equals(units.from)) {
            return List.of(units);
        }
        return from.equals(units.until)
                ? List.of()
                : List.of(new Unpaid(
                        from,
                        units.until,
                        units.price,
                        money(stretch, units.until.minus(from).times(units.price))));
    }

    private List<Unpaid> payAtListPrice(Stretch stretch, ReferencePayers.Payer payer, Unpaid units, List<Line> lines) {
        Fraction has = spendable(payer);
        if (has.signum() == 0 || units.total.signum() <= 0) {
            return List.of(units);
        }
        Fraction all = units.until.minus(units.from);
        if (units.total.compareTo(has) <= 0) {
            take(stretch, payer, units.from, all, units.price, units.total, lines);
            return List.of();
        }
        Fraction quantity = has.dividedBy(units.price).rounded(12).least(all);
        take(stretch, payer, units.from, quantity, units.price, has, lines);
        return List.of(new Unpaid(units.from.plus(quantity), units.until, units.price, units.total.minus(has)));
    }

    private void take(
            Stretch stretch,
            ReferencePayers.Payer payer,
            Fraction from,
            Fraction quantity,
            Fraction price,
            Fraction total,
            List<Line> lines) {
        String segment = payer.segment().name();
        List<String> shown = new ArrayList<>();
        shown.add(shown(stretch, quantity, price, total, " <" + segment + ">"));
        if (total.signum() != 0) {
            shown.add(payer.balance().name() + " applied=" + Fraction.ZERO.minus(total) + " " + dates(stretch) + " <"
                    + segment + ">");
            left.put(segment, Objects.requireNonNull(left.get(segment)).minus(total));
        }
        lines.add(new Line(from, shown));
    }

    private static String shown(Stretch stretch, Fraction quantity, Fraction price, Fraction total, String payer) {
        return stretch.product.name() + " " + quantity + "x" + price + "=" + total + " " + dates(stretch) + payer;
    }

    private static String dates(Stretch stretch) {
        return stretch.from + ".." + stretch.until + " " + stretch.track.region() + stretch.team;
    }
}
