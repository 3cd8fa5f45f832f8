package io.downbeat.rating;

import io.downbeat.rating.ReferenceDraw.Paid;
import io.downbeat.rating.ReferencePayers.Payer;
import io.downbeat.rating.Sold.Product;
import io.downbeat.rating.Sold.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shares of what the lines before them come to, for {@link ReferenceCalculator}: part 13 of pricing.md. */
final class ReferenceComposites {
    private final Sold sold;
    private final ReferenceCharges charges;
    private final ReferenceDraw draw;
    private final List<Payer> payers;
    /** Whatever a line counts of, as far as it is known by now. */
    private final List<Paid> all;

    private final List<Paid> made = new ArrayList<>();

    ReferenceComposites(Sold sold, ReferenceCharges charges, ReferenceDraw draw, List<Payer> payers, List<Paid> usage) {
        this.sold = sold;
        this.charges = charges;
        this.draw = draw;
        this.payers = payers;
        this.all = new ArrayList<>(usage);
    }

    /** A product comes after all that it includes, and before it is included: its lines first, and then its minimum. */
    List<Paid> paid() {
        TreeMap<Integer, List<Product>> byDepth = new TreeMap<>();
        for (Product product : sold.products()) {
            if (product.isComposite()) {
                byDepth.computeIfAbsent(depth(product), _ -> new ArrayList<>()).add(product);
            }
        }
        for (List<Product> products : byDepth.values()) {
            List<ReferenceCharge> shares = new ArrayList<>();
            for (Product product : products) {
                shares.addAll(charges.charges(
                        product, product.tracks().getFirst(), Map.of(), (from, until) -> spent(product, from, until)));
            }
            pay(shares);
            List<ReferenceCharge> minimums = new ArrayList<>();
            for (Product product : products) {
                ReferenceCharge minimum = minimum(product);
                if (minimum != null) {
                    minimums.add(minimum);
                }
            }
            pay(minimums);
        }
        made.sort((one, other) -> ReferenceCharge.inBurnOrder(one.charge(), other.charge()));
        return made;
    }

    private void pay(List<ReferenceCharge> some) {
        some.sort(ReferenceCharge::inBurnOrder);
        for (ReferenceCharge charge : some) {
            Paid paid = draw.pay(charge, payers);
            made.add(paid);
            all.add(paid);
        }
    }

    /** How many composite products deep it includes others, on any days. */
    private int depth(Product product) {
        int depth = 0;
        for (Product other : sold.products()) {
            if (other.isComposite() && includesEver(product, other)) {
                depth = Math.max(depth, 1 + depth(other));
            }
        }
        return depth;
    }

    private boolean includesEver(Product product, Product other) {
        for (int day : had(product)) {
            for (int its : had(other)) {
                if (ReferencePrices.includes(product.shares().get(day), other, its)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The days on which the contract has it. */
    private List<Integer> had(Product product) {
        List<Integer> had = new ArrayList<>();
        for (int day = 0; day < Sold.DAYS; day++) {
            if (charges.prices(product).get(day) != null) {
                had.add(day);
            }
        }
        return had;
    }

    private Fraction spent(Product product, int from, int until) {
        Fraction spent = Fraction.ZERO;
        for (Paid paid : all) {
            ReferenceCharge line = paid.charge();
            if (line.from() >= from && line.until() <= until) {
                Share share = product.shares().get(from);
                if (ReferencePrices.includes(share, line.product(), line.from())) {
                    Fraction total = paid.total(share.withoutFree());
                    spent = spent.plus(line.product().isCustom() ? total.times(Sold.FACTOR) : total);
                }
            }
        }
        return spent;
    }

    private @Nullable ReferenceCharge minimum(Product product) {
        int[] last = charges.last(product);
        if (last == null) {
            return null;
        }
        Fraction minimum =
                Objects.requireNonNull(charges.prices(product).get(last[0])).minimum();
        if (minimum == null) {
            return null;
        }
        Fraction missing = minimum.rounded(sold.decimals());
        for (Paid paid : made) {
            if (paid.charge().product().equals(product)) {
                missing = missing.minus(paid.total(false));
            }
        }
        return missing.signum() <= 0 ? null : ReferenceCharge.minimum(product, last[0], last[1], missing);
    }
}
