package io.downbeat.rating;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Kind;
import io.downbeat.rating.Sold.Listing;
import io.downbeat.rating.Sold.Override;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Share;
import io.downbeat.rating.Sold.Specifier;
import io.downbeat.rating.Sold.Step;
import io.downbeat.rating.Sold.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a unit costs on a day, for {@link ReferenceCalculator}: parts 11 and 12 of pricing.md. */
final class ReferencePrices {

    /**
     * What a unit costs on one day, for one use.
     *
     * @param minimum what a composite product comes to at least, if this is its last price of the month
     */
    record Price(
            List<Step> list,
            @Nullable List<Step> commit,
            @Nullable Fraction minimum,
            List<CommitPrice> whilePaid) {
        /** Whether tiers go on where the other price ends. */
        boolean countsOnFrom(Price other) {
            return list.equals(other.list) && Objects.equals(minimum, other.minimum);
        }
    }

    record CommitPrice(boolean ofCommitRate, List<Set<String>> payers, List<Step> steps) {}

    private final Sold sold;

    ReferencePrices(Sold sold) {
        this.sold = sold;
    }

    /** Nothing where the product cannot be had. */
    @Nullable
    Price price(String contract, Product product, Track track, Map<String, String> team, int day) {
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
        Fraction minimum = listing.minimum();
        if (!agreed.isEmpty()) {
            Override best = best(agreed);
            list = applied(best, listing.list());
            minimum = best.kind() == Kind.OVERWRITE ? best.minimum() : minimum;
        }
        List<CommitPrice> whilePaid = new ArrayList<>();
        while (minimum == null && !forCommits.isEmpty()) {
            Override next = best(forCommits);
            forCommits.remove(next);
            List<Step> changed = next.ofCommitRate() ? listing.commit() : listing.list();
            if (changed != null) {
                List<Set<String>> payers = new ArrayList<>();
                matching(next, product, track, team, day).forEach(specifier -> payers.add(specifier.payers()));
                whilePaid.add(new CommitPrice(next.ofCommitRate(), payers, applied(next, changed)));
            }
        }
        return new Price(list, listing.commit(), minimum, whilePaid);
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

    static Fraction at(List<Step> steps, Fraction place) {
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

    static boolean appliesTo(Balance balance, Product product, Track track, Map<String, String> team, int day) {
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

    static boolean includes(Share share, Product product, int day) {
        if (product.isComposite() && !share.ofComposites()) {
            return false;
        }
        for (String tag : share.tags()) {
            if (product.tags().get(day).contains(tag)) {
                return true;
            }
        }
        return share.products().contains(product.name());
    }

    static List<Step> rateUnder(Balance balance, Price price) {
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

    static Fraction endOfStep(List<Step> rate, Fraction place) {
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
}
