package io.downbeat.rating;

import io.downbeat.rating.ReferencePayers.Payer;
import io.downbeat.rating.Sold.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What balances pay of one line after the other, for {@link ReferenceCalculator}: part 2.4 of pricing.md. */
final class ReferenceDraw {

    /** Units that nothing has paid. */
    private record Unpaid(Fraction from, Fraction until, Fraction price, Fraction total) {}

    /** @param at where its units begin */
    private record Line(Fraction at, Fraction price, Fraction total, boolean isPaid, List<String> shown) {}

    /** What the invoice shows of a charge. */
    record Paid(ReferenceCharge charge, List<Line> lines) {
        List<String> shown() {
            return lines.stream().flatMap(line -> line.shown.stream()).toList();
        }

        /** Before any balance is applied, at the prices charged. */
        Fraction total(boolean withoutFree) {
            Fraction total = Fraction.ZERO;
            for (Line line : lines) {
                if (!withoutFree || line.price.signum() != 0) {
                    total = total.plus(line.total);
                }
            }
            return total;
        }

        Fraction unpaid() {
            Fraction unpaid = Fraction.ZERO;
            for (Line line : lines) {
                unpaid = line.isPaid ? unpaid : unpaid.plus(line.total);
            }
            return unpaid;
        }
    }

    private final Sold sold;
    /** Of each segment, by name. */
    private final Map<String, Fraction> left = new HashMap<>();

    ReferenceDraw(Sold sold) {
        this.sold = sold;
        sold.balances().forEach(balance -> balance.segments().forEach(each -> left.put(each.name(), each.amount())));
    }

    Map<String, Fraction> left() {
        return left;
    }

    Paid pay(ReferenceCharge charge, List<Payer> payers) {
        List<Line> lines = new ArrayList<>();
        List<Unpaid> open = atListPrice(charge);
        if (charge.after().compareTo(charge.before()) > 0) {
            for (Payer payer : payers) {
                if (canPay(payer, charge)) {
                    List<Unpaid> rest = new ArrayList<>();
                    for (Unpaid units : open) {
                        rest.addAll(pay(charge, payer, units, lines));
                    }
                    open = rest;
                }
            }
        }
        for (Unpaid units : open) {
            String shown = shown(charge, units.until.minus(units.from), units.price, units.total, "");
            lines.add(new Line(units.from, units.price, units.total, false, List.of(shown)));
        }
        lines.sort((one, other) -> one.at.compareTo(other.at));
        return new Paid(charge, lines);
    }

    private boolean canPay(Payer payer, ReferenceCharge charge) {
        return payer.balance().isCustom() == charge.product().isCustom()
                && payer.segment().from() <= charge.from()
                && payer.segment().until() >= charge.until()
                && ReferencePrices.appliesTo(
                        payer.balance(), charge.product(), charge.track(), charge.team(), charge.from());
    }

    /** Tier by tier; each is the difference of running totals in it, rounded. */
    private List<Unpaid> atListPrice(ReferenceCharge charge) {
        List<Unpaid> parts = new ArrayList<>();
        Fraction start = Fraction.ZERO;
        for (int i = 0; i < charge.price().list().size(); i++) {
            Step tier = charge.price().list().get(i);
            Fraction before = inTier(i, start, tier, charge.before());
            Fraction after = inTier(i, start, tier, charge.after());
            if (!before.equals(after)) {
                Fraction total =
                        money(charge, after.times(tier.price())).minus(money(charge, before.times(tier.price())));
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

    private Fraction money(ReferenceCharge charge, Fraction exact) {
        return charge.product().isCustom() ? exact : exact.rounded(sold.decimals());
    }

    private Fraction spendable(Payer payer) {
        Fraction has = Objects.requireNonNull(left.get(payer.segment().name())).greatest(Fraction.ZERO);
        return payer.balance().isCustom() ? has : has.roundedDown(sold.decimals());
    }

    /** @return what it leaves */
    private List<Unpaid> pay(ReferenceCharge charge, Payer payer, Unpaid units, List<Line> lines) {
        List<Step> rate = ReferencePrices.rateUnder(payer.balance(), charge.price());
        if (rate.equals(charge.price().list())) {
            return payAtListPrice(charge, payer, units, lines);
        }
        Fraction from = units.from;
        while (from.compareTo(units.until) < 0) {
            Fraction has = spendable(payer);
            Fraction price = ReferencePrices.at(rate, from);
            if (has.signum() == 0 || price.signum() == 0 && units.price.signum() == 0) {
                break;
            }
            Fraction until = ReferencePrices.endOfStep(rate, from).least(units.until);
            Fraction worth = money(charge, until.minus(from).times(price));
            if (worth.compareTo(has) <= 0) {
                take(charge, payer, from, until.minus(from), price, worth, lines);
                from = until;
            } else {
                Fraction quantity = has.dividedBy(price).rounded(12).least(until.minus(from));
                take(charge, payer, from, quantity, price, has, lines);
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
                        money(charge, units.until.minus(from).times(units.price))));
    }

    private List<Unpaid> payAtListPrice(ReferenceCharge charge, Payer payer, Unpaid units, List<Line> lines) {
        Fraction has = spendable(payer);
        if (has.signum() == 0 || units.total.signum() <= 0) {
            return List.of(units);
        }
        Fraction all = units.until.minus(units.from);
        if (units.total.compareTo(has) <= 0) {
            take(charge, payer, units.from, all, units.price, units.total, lines);
            return List.of();
        }
        Fraction quantity = has.dividedBy(units.price).rounded(12).least(all);
        take(charge, payer, units.from, quantity, units.price, has, lines);
        return List.of(new Unpaid(units.from.plus(quantity), units.until, units.price, units.total.minus(has)));
    }

    private void take(
            ReferenceCharge charge,
            Payer payer,
            Fraction from,
            Fraction quantity,
            Fraction price,
            Fraction total,
            List<Line> lines) {
        String segment = payer.segment().name();
        List<String> shown = new ArrayList<>();
        shown.add(shown(charge, quantity, price, total, " <" + segment + ">"));
        if (total.signum() != 0) {
            shown.add(payer.balance().name() + " applied=" + Fraction.ZERO.minus(total) + " " + charge.dates() + " <"
                    + segment + ">");
            left.put(segment, Objects.requireNonNull(left.get(segment)).minus(total));
        }
        lines.add(new Line(from, price, total, true, shown));
    }

    private static String shown(
            ReferenceCharge charge, Fraction quantity, Fraction price, Fraction total, String payer) {
        return charge.name() + " " + quantity + "x" + price + "=" + total + " " + charge.dates() + payer;
    }
}
