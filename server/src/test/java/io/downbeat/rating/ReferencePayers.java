package io.downbeat.rating;

import io.downbeat.rating.Sold.Balance;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Segment;
import io.downbeat.rating.Sold.Specifier;
import io.downbeat.rating.Sold.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who pays for a contract, in which order, for {@link ReferenceCalculator}: part 2.2 of pricing.md. */
final class ReferencePayers {

    /** @param ranks of which the first that differs decides who pays first */
    record Payer(Balance balance, Segment segment, List<Fraction> ranks) {}

    private final Sold sold;
    private final ReferencePrices prices;

    ReferencePayers(Sold sold) {
        this.sold = sold;
        this.prices = new ReferencePrices(sold);
    }

    static boolean canPay(Balance balance, String contract) {
        return balance.contracts().isEmpty() || balance.contracts().contains(contract);
    }

    /** Part 2.2. */
    List<Payer> payers(String contract) {
        List<Payer> payers = new ArrayList<>();
        Map<String, Set<String>> tags = tags(contract);
        for (Balance balance : sold.balances()) {
            if (canPay(balance, contract)) {
                balance.segments()
                        .forEach(segment -> payers.add(new Payer(balance, segment, ranks(tags, balance, segment))));
            }
        }
        payers.sort(ReferencePayers::inPayingOrder);
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
                        if (prices.price(contract, product, track, team, day) != null) {
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
    static List<String> couldPay(Sold sold, String contract, String name, InvoiceLine.Source line) {
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
                    && ReferencePrices.appliesTo(balance, product, track, line.presentationGroupValues(), from)) {
                for (Segment segment : balance.segments()) {
                    if (segment.from() <= from && segment.until() >= until) {
                        able.add(segment.name());
                    }
                }
            }
        }
        return able;
    }
}
