package io.downbeat.rating;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Kind;
import io.downbeat.rating.Sold.Listing;
import io.downbeat.rating.Sold.Override;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Segment;
import io.downbeat.rating.Sold.Specifier;
import io.downbeat.rating.Sold.Step;
import io.downbeat.rating.Sold.Track;
import io.downbeat.rating.Sold.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The slow and obvious one: invoices of January from pricing.md, day by day and balance by balance, in exact fractions.
 * Shares no code with the engine, and is not to be made fast.
 */
final class ReferenceCalculator {

    /** What a unit costs on one day, for one use. */
    private record Price(List<Step> list, @Nullable List<Step> commit, List<CommitPrice> whilePaid) {}

    private record CommitPrice(boolean ofCommitRate, List<Set<String>> payers, List<Step> steps) {}

    /** A line before anything pays it; positions count from where the tiers start. */
    private record Stretch(
            Product product,
            Track track,
            Map<String, String> groups,
            Map<String, String> team,
            int from,
            int until,
            Price price,
            Fraction before,
            Fraction after) {}

    /** @param ranks of which the first that differs decides who pays first */
    private record Payer(Balance balance, Segment segment, List<Fraction> ranks) {}

    /** Units that nothing has paid. */
    private record Unpaid(Fraction from, Fraction until, Fraction price, Fraction total) {}

    /** @param at where its units begin */
    private record Line(Fraction at, List<String> shown) {}

    private final Sold sold;
    /** Of each segment, by name. */
    private final Map<String, Fraction> left = new HashMap<>();

    ReferenceCalculator(Sold sold) {
        this.sold = sold;
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
        List<Payer> payers = payers(contract);
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
        List<@Nullable Price> prices = new ArrayList<>();
        for (int day = 0; day < Sold.DAYS; day++) {
            prices.add(price(contract, product, track, team, day));
        }
        List<Stretch> stretches = new ArrayList<>();
        int countedFrom = 0;
        int from = 0;
        for (int day = 1; day <= Sold.DAYS; day++) {
            if (day < Sold.DAYS && !isCut(contract, product, track, team, prices, day)) {
                continue;
            }
            Price price = prices.get(from);
            Price before = from == 0 ? null : prices.get(from - 1);
            if (price == null || before == null || !price.list.equals(before.list)) {
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
            List<@Nullable Price> prices,
            int day) {
        if (!Objects.equals(prices.get(day), prices.get(day - 1))) {
            return true;
        }
        boolean tagsCount = false;
        for (Balance balance : sold.balances()) {
            if (!canPay(balance, contract)) {
                continue;
            }
            boolean names = !balance.tags().isEmpty();
            for (Specifier specifier : balance.specifiers()) {
                names = names || !specifier.tags().isEmpty();
            }
            tagsCount = tagsCount || names;
            if (balance.isCustom() == product.isCustom() && appliesTo(balance, product, track, team, day)) {
                for (Segment segment : balance.segments()) {
                    if (segment.from() == day || segment.until() == day) {
                        return true;
                    }
                }
            }
        }
        return tagsCount && !product.tags().get(day).equals(product.tags().get(day - 1));
    }

    /** Nothing where the product cannot be had. */
    private @Nullable Price price(String contract, Product product, Track track, Map<String, String> team, int day) {
        Listing listing = track.days().get(day);
        boolean entitled = listing.entitled();
        List<Override> agreed = new ArrayList<>();
        List<Override> forCommits = new ArrayList<>();
        for (Override override : Objects.requireNonNull(sold.overrides().get(contract))) {
            if (day < override.from()
                    || day >= override.until()
                    || matching(override, product, track, team, day).isEmpty()) {
                continue;
            }
            entitled = override.entitled() == null ? entitled : override.entitled();
            if (override.kind() != Kind.ENTITLED) {
                (override.isCommitSpecific() ? forCommits : agreed).add(override);
            }
        }
        if (!entitled) {
            return null;
        }
        List<Step> list = listing.list();
        if (!agreed.isEmpty()) {
            list = applied(best(agreed), listing.list());
        }
        List<CommitPrice> whilePaid = new ArrayList<>();
        while (!forCommits.isEmpty()) {
            Override next = best(forCommits);
            forCommits.remove(next);
            List<Step> changed = next.ofCommitRate() ? listing.commit() : listing.list();
            if (changed != null) {
                List<Set<String>> payers = new ArrayList<>();
                matching(next, product, track, team, day).forEach(specifier -> payers.add(specifier.payers()));
                whilePaid.add(new CommitPrice(next.ofCommitRate(), payers, applied(next, changed)));
            }
        }
        return new Price(list, listing.commit(), whilePaid);
    }

    private static List<Specifier> matching(
            Override override, Product product, Track track, Map<String, String> team, int day) {
        List<Specifier> matching = new ArrayList<>();
        for (Specifier specifier : override.anyOf()) {
            if (matches(specifier, product, track, team, day)) {
                matching.add(specifier);
            }
        }
        return matching;
    }

    private static boolean matches(
            Specifier specifier, Product product, Track track, Map<String, String> team, int day) {
        return (specifier.product() == null || specifier.product().equals(product.name()))
                && product.tags().get(day).containsAll(specifier.tags())
                && track.region().entrySet().containsAll(specifier.region().entrySet())
                && team.entrySet().containsAll(specifier.team().entrySet());
    }

    /** Of some, in the order in which they were added: the last that overwrites, else the smallest, of equals the last. */
    private Override best(List<Override> overrides) {
        Override best = overrides.getFirst();
        for (Override next : overrides.subList(1, overrides.size())) {
            boolean overwrites = next.kind() == Kind.OVERWRITE;
            boolean isOverwritten = best.kind() == Kind.OVERWRITE;
            if (overwrites || !isOverwritten && weight(next).compareTo(weight(best)) <= 0) {
                best = next;
            }
        }
        return best;
    }

    private Fraction weight(Override override) {
        return sold.explicit()
                ? Fraction.of(Integer.toString(override.priority()))
                : override.steps().getFirst().price();
    }

    private static List<Step> applied(Override override, List<Step> rate) {
        if (override.kind() == Kind.OVERWRITE) {
            return override.steps();
        }
        TreeSet<Fraction> edges = new TreeSet<>();
        for (List<Step> each : List.of(override.steps(), rate)) {
            Fraction edge = Fraction.ZERO;
            for (Step step : each) {
                if (step.size() != null) {
                    edge = edge.plus(step.size());
                    edges.add(edge);
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        Fraction start = Fraction.ZERO;
        for (Fraction edge : edges) {
            steps.add(new Step(edge.minus(start), factor(override, start).times(at(rate, start))));
            start = edge;
        }
        steps.add(new Step(null, factor(override, start).times(at(rate, start))));
        return steps;
    }

    private static Fraction factor(Override override, Fraction place) {
        Fraction factor = atOrNull(override.steps(), place);
        return factor == null ? Fraction.of("1") : factor;
    }

    private static Fraction at(List<Step> steps, Fraction place) {
        return Objects.requireNonNull(atOrNull(steps, place));
    }

    /** The price of the unit behind the place. */
    private static @Nullable Fraction atOrNull(List<Step> steps, Fraction place) {
        Fraction start = Fraction.ZERO;
        for (Step step : steps) {
            if (step.size() == null || place.compareTo(start.plus(step.size())) < 0) {
                return step.price();
            }
            start = start.plus(step.size());
        }
        return null;
    }

    // Who pays, in which order.

    private static boolean canPay(Balance balance, String contract) {
        return balance.contracts().isEmpty() || balance.contracts().contains(contract);
    }

    private static boolean appliesTo(Balance balance, Product product, Track track, Map<String, String> team, int day) {
        if (!balance.specifiers().isEmpty()) {
            for (Specifier specifier : balance.specifiers()) {
                if (matches(specifier, product, track, team, day)) {
                    return true;
                }
            }
            return false;
        }
        if (balance.products().isEmpty() && balance.tags().isEmpty()) {
            return true;
        }
        for (String tag : balance.tags()) {
            if (product.tags().get(day).contains(tag)) {
                return true;
            }
        }
        return balance.products().contains(product.name());
    }

    private static int inBurnOrder(Stretch one, Stretch other) {
        if (one.from != other.from) {
            return one.from < other.from ? -1 : 1;
        }
        int dearer = other.price
                .list
                .getFirst()
                .price()
                .compareTo(one.price.list.getFirst().price());
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

    /** Part 2.2. */
    private List<Payer> payers(String contract) {
        List<Payer> payers = new ArrayList<>();
        Map<String, Set<String>> tags = tags(contract);
        for (Balance balance : sold.balances()) {
            if (canPay(balance, contract)) {
                balance.segments()
                        .forEach(segment -> payers.add(new Payer(balance, segment, ranks(tags, balance, segment))));
            }
        }
        payers.sort(ReferenceCalculator::inPayingOrder);
        return payers;
    }

    private static int inPayingOrder(Payer one, Payer other) {
        for (int i = 0; i < one.ranks.size(); i++) {
            int difference = one.ranks.get(i).compareTo(other.ranks.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        throw new IllegalStateException("two balances of one place: " + one + " and " + other);
    }

    private static List<Fraction> ranks(Map<String, Set<String>> tags, Balance balance, Segment segment) {
        boolean postpaid = balance.type().equals("POSTPAID");
        int kind = balance.isRolledOver() ? postpaid ? 1 : 2 : postpaid ? 4 : 3;
        Set<String> products = new HashSet<>(balance.products());
        boolean namesProducts = !balance.products().isEmpty() || !balance.tags().isEmpty();
        balance.tags().forEach(tag -> products.addAll(tagged(tags, Set.of(tag))));
        int groupsOnly = 0;
        for (Specifier specifier : balance.specifiers()) {
            if (specifier.product() != null) {
                products.add(specifier.product());
            } else if (!specifier.tags().isEmpty()) {
                products.addAll(tagged(tags, specifier.tags()));
            } else {
                groupsOnly++;
                continue;
            }
            namesProducts = true;
        }
        boolean restricted = namesProducts || groupsOnly > 0;
        int many = 1_000_000;
        List<Fraction> ranks = new ArrayList<>();
        ranks.add(number(kind));
        ranks.add(balance.priority() == null ? number(100) : balance.priority());
        ranks.add(number(balance.paid().signum() == 0 ? 0 : 1));
        ranks.add(number(namesProducts ? products.size() : many));
        ranks.add(number(restricted ? groupsOnly : many));
        ranks.add(number(segment.until()));
        ranks.add(number(segment.from()));
        ranks.add(number(
                balance.contracts().isEmpty() ? many : balance.contracts().size()));
        ranks.add(number(balance.isOfContract() ? 0 : 1));
        ranks.add(number(balance.createdAt()));
        ranks.add(number(balance.segments().indexOf(segment)));
        return ranks;
    }

    private static Fraction number(int value) {
        return Fraction.of(Integer.toString(value));
    }

    /** Which tags each product has at some time while it can be had. */
    private Map<String, Set<String>> tags(String contract) {
        Map<String, Set<String>> tags = new HashMap<>();
        for (Product product : sold.products()) {
            Set<String> had = new HashSet<>();
            for (Track track : product.tracks()) {
                for (Map<String, String> team : product.teams()) {
                    for (int day = 0; day < Sold.DAYS; day++) {
                        if (price(contract, product, track, team, day) != null) {
                            had.addAll(product.tags().get(day));
                        }
                    }
                }
            }
            tags.put(product.name(), had);
        }
        return tags;
    }

    private static Set<String> tagged(Map<String, Set<String>> tags, Set<String> all) {
        Set<String> tagged = new HashSet<>();
        tags.forEach((product, had) -> {
            if (had.containsAll(all)) {
                tagged.add(product);
            }
        });
        return tagged;
    }

    /** The segments that could pay all of a line, whatever is left of them. */
    static List<String> couldPay(Sold sold, String contract, String name, InvoiceLine.Usage line) {
        Product product = sold.products().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        Track track = product.tracks().stream()
                .filter(each -> each.region().equals(line.pricingGroupValues()))
                .findFirst()
                .orElseThrow();
        int from = (int)
                Duration.between(Fixtures.JANUARY.start(), line.startingAt()).toDays();
        int until = (int)
                Duration.between(Fixtures.JANUARY.start(), line.endingBefore()).toDays();
        List<String> able = new ArrayList<>();
        for (Balance balance : sold.balances()) {
            if (canPay(balance, contract)
                    && balance.isCustom() == product.isCustom()
                    && appliesTo(balance, product, track, line.presentationGroupValues(), from)) {
                for (Segment segment : balance.segments()) {
                    if (segment.from() <= from && segment.until() >= until) {
                        able.add(segment.name());
                    }
                }
            }
        }
        return able;
    }

    // The draw.

    private List<Line> paid(Stretch stretch, List<Payer> payers) {
        List<Line> lines = new ArrayList<>();
        List<Unpaid> open = atListPrice(stretch);
        if (stretch.after.compareTo(stretch.before) > 0) {
            for (Payer payer : payers) {
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

    private boolean canPay(Payer payer, Stretch stretch) {
        return payer.balance.isCustom() == stretch.product.isCustom()
                && payer.segment.from() <= stretch.from
                && payer.segment.until() >= stretch.until
                && appliesTo(payer.balance, stretch.product, stretch.track, stretch.team, stretch.from);
    }

    /** Tier by tier; each is the difference of running totals in it, rounded. */
    private static List<Unpaid> atListPrice(Stretch stretch) {
        List<Unpaid> parts = new ArrayList<>();
        Fraction start = Fraction.ZERO;
        for (int i = 0; i < stretch.price.list.size(); i++) {
            Step tier = stretch.price.list.get(i);
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

    private Fraction spendable(Payer payer) {
        Fraction has = Objects.requireNonNull(left.get(payer.segment.name())).greatest(Fraction.ZERO);
        return payer.balance.isCustom() ? has : has.roundedDown(0);
    }

    /** @return what it leaves */
    private List<Unpaid> pay(Stretch stretch, Payer payer, Unpaid units, List<Line> lines) {
        List<Step> rate = rateUnder(payer.balance, stretch.price);
        if (rate.equals(stretch.price.list)) {
            return payAtListPrice(stretch, payer, units, lines);
        }
        Fraction from = units.from;
        while (from.compareTo(units.until) < 0) {
            Fraction has = spendable(payer);
            Fraction price = at(rate, from);
            if (has.signum() == 0 || price.signum() == 0 && units.price.signum() == 0) {
                break;
            }
            Fraction until = endOfStep(rate, from).least(units.until);
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

    private static Fraction endOfStep(List<Step> rate, Fraction place) {
        Fraction end = Fraction.ZERO;
        for (Step step : rate) {
            if (step.size() == null) {
                break;
            }
            end = end.plus(step.size());
            if (end.compareTo(place) > 0) {
                return end;
            }
        }
        return Fraction.of("1000000000000");
    }

    private List<Unpaid> payAtListPrice(Stretch stretch, Payer payer, Unpaid units, List<Line> lines) {
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

    private static List<Step> rateUnder(Balance balance, Price price) {
        List<Step> commit = balance.atCommitRate() ? price.commit : null;
        for (CommitPrice special : price.whilePaid) {
            if (special.ofCommitRate == (commit != null)) {
                for (Set<String> payers : special.payers) {
                    if (payers.isEmpty()
                            || payers.contains(balance.name())
                            || balance.recurring() != null && payers.contains(balance.recurring())) {
                        return special.steps;
                    }
                }
            }
        }
        return commit == null ? price.list : commit;
    }

    private void take(
            Stretch stretch,
            Payer payer,
            Fraction from,
            Fraction quantity,
            Fraction price,
            Fraction total,
            List<Line> lines) {
        String segment = payer.segment.name();
        List<String> shown = new ArrayList<>();
        shown.add(shown(stretch, quantity, price, total, " <" + segment + ">"));
        if (total.signum() != 0) {
            shown.add(payer.balance.name() + " applied=" + Fraction.ZERO.minus(total) + " " + dates(stretch) + " <"
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
