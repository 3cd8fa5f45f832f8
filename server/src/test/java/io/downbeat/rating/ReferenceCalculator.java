package io.downbeat.rating;

import io.downbeat.rating.ReferenceDraw.Paid;
import io.downbeat.rating.ReferencePayers.Payer;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Track;
import io.downbeat.rating.Sold.Use;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The slow and obvious one: invoices of January from pricing.md, day by day and balance by balance, in exact fractions.
 * Shares no code with the engine, and is not to be made fast.
 */
final class ReferenceCalculator {
    private final Sold sold;
    private final ReferenceDraw draw;

    ReferenceCalculator(Sold sold) {
        this.sold = sold;
        this.draw = new ReferenceDraw(sold);
    }

    Map<String, Fraction> left() {
        return draw.left();
    }

    /** The lines of one contract, which draws before whichever is asked for next. */
    List<String> invoice(String contract) {
        var charges = new ReferenceCharges(sold, contract);
        List<Payer> payers = new ReferencePayers(sold).payers(contract);
        List<Paid> usage = new ArrayList<>();
        for (ReferenceCharge charge : used(charges)) {
            usage.add(draw.pay(charge, payers));
        }
        List<Paid> composites = new ReferenceComposites(sold, charges, draw, payers, usage).paid();
        List<String> lines = new ArrayList<>();
        usage.forEach(paid -> lines.addAll(paid.shown()));
        composites.forEach(paid -> lines.addAll(paid.shown()));
        Fraction units = Fraction.ZERO;
        for (Paid paid : usage) {
            units = paid.charge().product().isCustom() ? units.plus(paid.unpaid()) : units;
        }
        if (units.signum() != 0) {
            lines.add("AI " + units + "x" + Sold.FACTOR + "="
                    + units.times(Sold.FACTOR).rounded(sold.decimals()) + " 0..31 {}{}");
        }
        return lines;
    }

    private List<ReferenceCharge> used(ReferenceCharges charges) {
        List<ReferenceCharge> used = new ArrayList<>();
        for (Product product : sold.products()) {
            for (Track track : product.tracks()) {
                for (Map<String, String> groups : groups(product, track)) {
                    Map<String, String> team = new TreeMap<>(groups);
                    team.remove("region");
                    used.addAll(charges.charges(
                            product, track, team, (from, until) -> used(product, track, groups, from, until)));
                }
            }
        }
        used.sort(ReferenceCharge::inBurnOrder);
        return used;
    }

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
}
