package io.downbeat.rating.prices;

import io.downbeat.balances.RateType;
import io.downbeat.contracts.Contract.MultiplierPrioritization;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.contracts.overrides.RateOverride.Specifier;
import io.downbeat.core.CreditType;
import io.downbeat.pricing.ListedRate;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import io.downbeat.pricing.rates.UsageTerm;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the overrides of a contract make of the rates of its card (pricing.md 12.1). Exactly one wins, and they never
 * stack; who is entitled is decided apart, by the one added last that says so. Pure.
 */
final class OverriddenRates {

    /** @param place when it was added, among the contract's overrides */
    private record Placed(RateOverride override, int place, List<Specifier> specifiers) {}

    /** An override and those of its specifiers that name a product and its group values. */
    private record Touch(Placed placed, List<Specifier> specifiers) {
        RateOverride override() {
            return placed.override;
        }

        /** The same for groups that all have what the specifiers want, or all do not. */
        Optional<Touch> in(PresentationGroups groups) {
            List<Specifier> fitting = specifiers.stream()
                    .filter(specifier -> groups.allHave(specifier.presentationGroupValues()))
                    .toList();
            return fitting.isEmpty() ? Optional.empty() : Optional.of(new Touch(placed, fitting));
        }
    }

    /** A term of the card with the overrides that touch it. */
    private record Touched(PriceBook.ListedTerm listed, List<Touch> touches) {}

    private final List<Placed> overrides = new ArrayList<>();
    private final Comparator<Touch> precedence;

    /** @param overrides in the order in which they were added */
    OverriddenRates(List<RateOverride> overrides, MultiplierPrioritization prioritization) {
        overrides.forEach(override -> this.overrides.add(
                new Placed(override, this.overrides.size(), override.target().specifiers())));
        Comparator<Touch> lastAddedFirst =
                Comparator.comparingInt((Touch touch) -> touch.placed.place).reversed();
        Comparator<Touch> multipliers = switch (prioritization) {
            case LOWEST_MULTIPLIER -> Comparator.comparing(touch -> factor(touch.override()));
            case EXPLICIT ->
                Comparator.comparing(
                        touch -> Objects.requireNonNull(touch.override().priority(), "a priority"));
        };
        this.precedence = Comparator.comparing((Touch touch) -> !overwrites(touch))
                .thenComparing((one, other) -> overwrites(one) ? 0 : multipliers.compare(one, other))
                .thenComparing(lastAddedFirst);
    }

    private static boolean overwrites(Touch touch) {
        return touch.override().modifier() instanceof RateModifier.Overwrite;
    }

    private static BigDecimal factor(RateOverride override) {
        if (override.modifier() instanceof RateModifier.Multiplier(BigDecimal factor)) {
            return factor;
        }
        throw new IllegalStateException("tiered multipliers need priorities: " + override.id());
    }

    /**
     * The prices of one product and its group values.
     *
     * @param listed what the card says of it, in the order of time
     */
    List<PricedInterval> intervals(List<PriceBook.ListedTerm> listed, boolean byTags) {
        List<Touched> touched = listed.stream()
                .map(term -> new Touched(term, touches(term.term())))
                .toList();
        List<Map<String, String>> apart = touched.stream()
                .flatMap(term -> term.touches.stream())
                .flatMap(touch -> touch.specifiers.stream())
                .map(Specifier::presentationGroupValues)
                .filter(values -> !values.isEmpty())
                .distinct()
                .toList();
        List<PricedInterval> intervals = new ArrayList<>();
        for (PresentationGroups groups : PresentationGroups.partedBy(apart)) {
            List<PricedInterval> ofGroups = new ArrayList<>();
            touched.forEach(term -> intervals(term, groups).forEach(interval -> append(ofGroups, interval, byTags)));
            intervals.addAll(ofGroups);
        }
        intervals.sort(Comparator.comparing(interval -> interval.term().from()));
        return intervals;
    }

    private List<Touch> touches(UsageTerm term) {
        return touches(specifier ->
                specifier.names(term.product().id(), null, term.product().tags(), term.pricingGroupValues())
                        && term.presentationGroupKey()
                                .containsAll(specifier.presentationGroupValues().keySet()));
    }

    private List<Touch> touches(Predicate<Specifier> names) {
        List<Touch> touches = new ArrayList<>();
        for (Placed placed : overrides) {
            List<Specifier> naming = placed.specifiers.stream().filter(names).toList();
            if (!naming.isEmpty()) {
                touches.add(new Touch(placed, naming));
            }
        }
        return touches;
    }

    /** What holds of a rate at a moment for all of its usage, whichever groups it is presented by, and no commit pays. */
    AgreedRate agreed(ListedRate listed, Instant at) {
        Product product = listed.product();
        Set<String> tags = Set.copyOf(product.tags());
        List<Touch> inForce = touches(specifier ->
                        specifier.names(product.id(), listed.billingFrequency(), tags, listed.pricingGroupValues()))
                .stream()
                .flatMap(touch -> touch.in(PresentationGroups.ALL).stream())
                .filter(touch -> touch.override().covers(at))
                .toList();
        Optional<Touch> winner = winner(inForce);
        return new AgreedRate(
                entitled(listed.entitled(), inForce),
                winner.map(touch -> modifier(touch).unit(listed.unit())).orElse(listed.unit()),
                winner.map(touch -> applied(touch, listed.rate())).orElse(null));
    }

    /** The term for these groups, cut at every boundary of an override that touches them. */
    private List<PricedInterval> intervals(Touched touched, PresentationGroups groups) {
        UsageTerm term = touched.listed.term();
        if (!term.presentationGroupKey().containsAll(groups.values().keySet())) {
            return List.of();
        }
        List<Touch> touches = touched.touches.stream()
                .flatMap(touch -> touch.in(groups).stream())
                .toList();
        if (touches.isEmpty()) {
            return touched.listed.entitled()
                    ? List.of(new PricedInterval(term, term.from(), List.of(), groups))
                    : List.of();
        }
        NavigableSet<Instant> cuts = cuts(term, touches);
        List<PricedInterval> intervals = new ArrayList<>();
        for (Instant from : cuts.subSet(term.from(), term.until())) {
            List<Touch> inForce = touches.stream()
                    .filter(touch -> touch.override().covers(from))
                    .toList();
            if (entitled(touched.listed.entitled(), inForce)) {
                intervals.add(interval(term.between(from, cuts.higher(from)), inForce, groups));
            }
        }
        return intervals;
    }

    private static NavigableSet<Instant> cuts(UsageTerm term, List<Touch> touches) {
        NavigableSet<Instant> cuts = new TreeSet<>(List.of(term.from(), term.until()));
        touches.forEach(touch -> {
            cuts.add(touch.override().startingAt());
            Optional.ofNullable(touch.override().endingBefore()).ifPresent(cuts::add);
        });
        return cuts;
    }

    private static boolean entitled(boolean byCard, List<Touch> inForce) {
        boolean entitled = byCard;
        for (Touch touch : inForce) {
            Boolean says = touch.override().entitled();
            entitled = says == null ? entitled : says;
        }
        return entitled;
    }

    private PricedInterval interval(UsageTerm term, List<Touch> inForce, PresentationGroups groups) {
        UsageTerm agreed = winner(inForce)
                .map(touch ->
                        term.at(applied(touch, term.rate()), modifier(touch).unit(term.unit())))
                .orElse(term);
        if (agreed.rate() instanceof PercentageRate share && share.minimum() != null) {
            return new PricedInterval(agreed, term.from(), List.of(), groups);
        }
        List<CommitPrice> commitPrices = byPrecedence(inForce, true)
                .flatMap(touch -> commitPrice(touch, term, agreed.unit()).stream())
                .toList();
        return new PricedInterval(agreed, term.from(), commitPrices, groups);
    }

    private Optional<Touch> winner(List<Touch> inForce) {
        return byPrecedence(inForce, false).findFirst();
    }

    private Stream<Touch> byPrecedence(List<Touch> inForce, boolean areCommitSpecific) {
        return inForce.stream()
                .filter(touch -> touch.override().modifier() != null)
                .filter(touch -> touch.override().isCommitSpecific() == areCommitSpecific)
                .sorted(precedence);
    }

    /**
     * Where there is no commit rate, nothing can be made of it. Nor can a line be in two units: what is in another one than
     * the line does not apply.
     */
    private static Optional<CommitPrice> commitPrice(Touch touch, UsageTerm term, CreditType unit) {
        if (!modifier(touch).unit(term.unit()).equals(unit)) {
            return Optional.empty();
        }
        RateType target = touch.override().targetRate();
        @Nullable Rate changed = target == RateType.LIST_RATE ? term.rate() : term.commitRate();
        return Optional.ofNullable(changed)
                .map(rate -> new CommitPrice(
                        target,
                        touch.specifiers.stream().map(Specifier::paidBy).toList(),
                        withoutMinimum(applied(touch, rate))));
    }

    /** A minimum is no price of what a commit pays: else the same share would be another price than the list's. */
    private static Rate withoutMinimum(Rate rate) {
        return rate instanceof PercentageRate share ? new PercentageRate(share.of(), null) : rate;
    }

    private static Rate applied(Touch touch, Rate rate) {
        return modifier(touch).apply(rate);
    }

    private static RateModifier modifier(Touch touch) {
        return Objects.requireNonNull(touch.override().modifier());
    }

    private static void append(List<PricedInterval> intervals, PricedInterval next, boolean byTags) {
        if (intervals.isEmpty()) {
            intervals.add(next);
            return;
        }
        PricedInterval last = intervals.getLast();
        Optional<PricedInterval> joined = last.joinedWith(next, byTags);
        joined.ifPresent(_ -> intervals.removeLast());
        intervals.add(joined.orElseGet(() -> next.countedOnFrom(last)));
    }
}
