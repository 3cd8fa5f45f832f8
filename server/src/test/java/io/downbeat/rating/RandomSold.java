package io.downbeat.rating;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Kind;
import io.downbeat.rating.Sold.Listing;
import io.downbeat.rating.Sold.Override;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Segment;
import io.downbeat.rating.Sold.Share;
import io.downbeat.rating.Sold.Specifier;
import io.downbeat.rating.Sold.Step;
import io.downbeat.rating.Sold.Track;
import io.downbeat.rating.Sold.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Contracts as nobody would agree on them: everything at once, and most of it at the same moment. */
final class RandomSold {
    private static final List<String> TAGS = List.of("a", "b", "c");
    private static final List<String> REGIONS = List.of("eu", "us");
    private static final List<String> METERED = List.of("Alpha", "Beta", "Gamma");
    private static final List<String> COMPOSITES = List.of("Fee", "Support", "Tax");
    private static final int NO_END = 1000;

    private final Random random;
    /** Whether a commit can have prices of its own. */
    private final boolean withCommitPrices;

    /** Of what is metered. */
    private final List<String> metered;
    /** Of what is a share of others, each after those that it can include. */
    private final List<String> composites;
    /** Of both. */
    private final List<String> names;

    private int made;

    RandomSold(Random random, boolean withCommitPrices) {
        this.random = random;
        this.withCommitPrices = withCommitPrices;
        this.metered = METERED.subList(0, 1 + random.nextInt(3));
        List<String> shuffled = new ArrayList<>(COMPOSITES);
        Collections.shuffle(shuffled, random);
        this.composites = shuffled.subList(0, oneIn(4) ? 0 : 1 + random.nextInt(3));
        this.names = Stream.concat(metered.stream(), composites.stream()).toList();
    }

    Sold next() {
        boolean explicit = random.nextBoolean();
        List<Product> products =
                new ArrayList<>(metered.stream().map(this::product).toList());
        products.addAll(composites());
        List<Balance> balances = times(7, this::balance);
        Map<String, List<Override>> overrides = new HashMap<>();
        for (String contract : List.of("c1", "c2")) {
            overrides.put(contract, times(4, () -> override(explicit, balances)));
        }
        return new Sold(
                oneIn(3) ? 2 : 0, products, List.of("c1", "c2"), overrides, explicit, balances, times(25, this::use));
    }

    private <T> List<T> times(int most, Supplier<T> one) {
        List<T> all = new ArrayList<>();
        int many = random.nextInt(most + 1);
        for (int i = 0; i < many; i++) {
            all.add(one.get());
        }
        return all;
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Fraction number(String... of) {
        return Fraction.of(of[random.nextInt(of.length)]);
    }

    private Set<String> some(List<String> of) {
        Set<String> some = new TreeSet<>();
        of.stream().filter(_ -> random.nextBoolean()).forEach(some::add);
        return some;
    }

    // What is sold.

    private Product product(String name) {
        List<Track> tracks = new ArrayList<>();
        if (oneIn(3)) {
            REGIONS.subList(random.nextInt(2), 2)
                    .forEach(region -> tracks.add(new Track(Map.of("region", region), days(20, this::listing))));
        } else {
            tracks.add(new Track(Map.of(), days(20, this::listing)));
        }
        return new Product(name, oneIn(4), oneIn(3), days(25, () -> some(TAGS)), tracks, List.of());
    }

    /** What holds on each day, which changes on one day in so many. */
    private <T> List<T> days(int oneIn, Supplier<T> next) {
        List<T> days = new ArrayList<>();
        T now = next.get();
        for (int day = 0; day < Sold.DAYS; day++) {
            now = day > 0 && oneIn(oneIn) ? next.get() : now;
            days.add(now);
        }
        return days;
    }

    private Listing listing() {
        return new Listing(!oneIn(6), rate(), withCommitPrices && oneIn(3) ? rate() : null, null);
    }

    private List<Step> rate() {
        return steps(() -> new Step(number("5", "10", "2.5", "40"), price()));
    }

    private List<Step> steps(Supplier<Step> step) {
        List<Step> steps = times(oneIn(3) ? 2 : 0, step);
        steps.add(new Step(null, step.get().price()));
        return steps;
    }

    private Fraction price() {
        return number("0", "1", "3", "7", "10", "0.5", "1.3", "0.015", "100");
    }

    // What is a share of it.

    /** None is a share of itself, whichever terms of theirs meet. */
    private List<Product> composites() {
        Map<String, List<Set<String>>> tags = new HashMap<>();
        composites.forEach(name -> tags.put(name, days(25, () -> some(TAGS))));
        List<Product> products = new ArrayList<>();
        for (int i = 0; i < composites.size(); i++) {
            List<String> before = composites.subList(0, i);
            Set<String> notOf = new HashSet<>();
            composites
                    .subList(i, composites.size())
                    .forEach(name -> tags.get(name).forEach(notOf::addAll));
            products.add(new Product(
                    composites.get(i),
                    false,
                    false,
                    tags.get(composites.get(i)),
                    List.of(new Track(Map.of(), days(20, this::percentage))),
                    days(25, () -> share(before, notOf))));
        }
        return products;
    }

    private Share share(List<String> before, Set<String> notOf) {
        boolean ofComposites = oneIn(2);
        List<String> included = new ArrayList<>(METERED);
        included.addAll(ofComposites ? before : composites);
        Set<String> products = some(included);
        Set<String> tags = oneIn(2) ? some(TAGS) : new TreeSet<>();
        if (ofComposites) {
            tags.removeAll(notOf);
        }
        return new Share(
                products.isEmpty() && tags.isEmpty() ? Set.of(metered.getFirst()) : products,
                tags,
                random.nextBoolean(),
                ofComposites);
    }

    private Listing percentage() {
        return new Listing(!oneIn(6), fractions(), null, minimum());
    }

    private List<Step> fractions() {
        return steps(() -> new Step(
                number("5", "10", "2.5", "40", "300"), number("0", "0.1", "0.05", "0.015", "0.25", "1", "1.5")));
    }

    private @Nullable Fraction minimum() {
        return oneIn(3) ? number("0", "0.004", "3", "12.5", "40", "500") : null;
    }

    private Use use() {
        Map<String, String> groups = Map.of("region", any(REGIONS), "team", any(Sold.TEAMS));
        return new Use(
                any(metered),
                random.nextInt(Sold.DAYS),
                groups,
                number("1", "2", "5", "10", "37", "0.1", "3.7", oneIn(4) ? "-4" : "8"));
    }

    // What pays.

    private Balance balance() {
        String name = "B" + made++;
        boolean isCustom = oneIn(4);
        String type = isCustom ? any(List.of("CREDIT", "PREPAID")) : any(List.of("CREDIT", "PREPAID", "POSTPAID"));
        boolean isOfContract = random.nextBoolean();
        boolean isRolledOver = isOfContract && oneIn(5);
        int segments = type.equals("POSTPAID") || isRolledOver ? 1 : 1 + random.nextInt(3);
        List<Segment> access = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            int from = oneIn(2) ? -5 : random.nextInt(35) - 2;
            access.add(new Segment(
                    name + "." + i,
                    number("0", "10", "100", "55", "700", "0.9", "354.8387096774", "33.3", oneIn(3) ? "-5" : "20"),
                    from,
                    oneIn(2) ? 100 + i : from + 1 + random.nextInt(25)));
        }
        boolean gives = access.stream().anyMatch(segment -> segment.amount().signum() > 0);
        boolean pays = !type.equals("CREDIT") && gives && !oneIn(3);
        boolean byProduct = oneIn(2);
        return new Balance(
                name,
                type,
                isCustom,
                isOfContract,
                isOfContract ? List.of(any(List.of("c1", "c2"))) : List.copyOf(some(List.of("c1", "c2"))),
                isRolledOver,
                oneIn(4) ? any(List.of("R0", "R1")) : null,
                oneIn(3) ? null : number("1", "100", "0.5", "-3"),
                pays ? Fraction.of("1000") : Fraction.ZERO,
                byProduct ? some(List.of("Alpha", "Beta", "Delta", "Fee", "Tax")) : Set.of(),
                byProduct && oneIn(2) ? some(TAGS) : Set.of(),
                byProduct || oneIn(2) ? List.of() : times(2, () -> specifier(Set.of())),
                withCommitPrices && oneIn(3),
                made,
                access);
    }

    private Specifier specifier(Set<String> payers) {
        String product = oneIn(2) ? any(names) : null;
        Set<String> tags = oneIn(3) ? some(TAGS) : Set.of();
        Map<String, String> region = oneIn(3) ? Map.of("region", any(REGIONS)) : Map.of();
        Map<String, String> team = oneIn(3) ? Map.of("team", any(Sold.TEAMS)) : Map.of();
        boolean isNothing = product == null && tags.isEmpty() && region.isEmpty() && team.isEmpty() && payers.isEmpty();
        return new Specifier(isNothing ? any(names) : product, tags, region, team, payers);
    }

    // What is agreed on beside the card.

    private Override override(boolean explicit, List<Balance> balances) {
        boolean isCommitSpecific = withCommitPrices && oneIn(2);
        int from = random.nextInt(40) - 5;
        int until = oneIn(3) ? NO_END : from + 1 + random.nextInt(25);
        int priority = 1 + random.nextInt(3);
        boolean ofCommitRate = isCommitSpecific && oneIn(3);
        @Nullable Boolean entitled = oneIn(5) ? random.nextBoolean() : null;
        return switch (random.nextInt(explicit ? 5 : 4)) {
            case 0 -> {
                String product = any(names);
                boolean isComposite = composites.contains(product);
                yield new Override(
                        Kind.OVERWRITE,
                        isComposite ? fractions() : rate(),
                        isComposite ? minimum() : null,
                        List.of(new Specifier(
                                product, Set.of(), Map.of(), Map.of(), payers(isCommitSpecific, balances))),
                        from,
                        until,
                        priority,
                        entitled,
                        isCommitSpecific,
                        ofCommitRate);
            }
            case 4 ->
                new Override(
                        Kind.TIERED,
                        List.of(
                                new Step(number("5", "12"), number("0.5", "2")),
                                new Step(number("5", "20"), number("0", "0.9"))),
                        null,
                        specifiers(isCommitSpecific, balances),
                        from,
                        until,
                        priority,
                        entitled,
                        isCommitSpecific,
                        ofCommitRate);
            default ->
                new Override(
                        entitled != null && oneIn(2) ? Kind.ENTITLED : Kind.MULTIPLIER,
                        List.of(new Step(null, number("0", "0.5", "0.9", "1", "1.5"))),
                        null,
                        specifiers(isCommitSpecific, balances),
                        from,
                        until,
                        priority,
                        entitled,
                        isCommitSpecific,
                        ofCommitRate);
        };
    }

    private List<Specifier> specifiers(boolean isCommitSpecific, List<Balance> balances) {
        List<Specifier> specifiers = new ArrayList<>();
        int many = 1 + random.nextInt(2);
        for (int i = 0; i < many; i++) {
            specifiers.add(specifier(payers(isCommitSpecific, balances)));
        }
        return specifiers;
    }

    /** Names of balances and of recurring items; none for any. */
    private Set<String> payers(boolean isCommitSpecific, List<Balance> balances) {
        if (!isCommitSpecific || balances.isEmpty() || oneIn(3)) {
            return Set.of();
        }
        return oneIn(4) ? Set.of("R0") : Set.of(any(balances).name());
    }
}
