package io.downbeat.rating;

import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.BilledUse;
import io.downbeat.balances.BurnDownOrder;
import io.downbeat.balances.BurnDownOrder.Payer;
import io.downbeat.contracts.Contract;
import io.downbeat.core.Amount;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.PriceEngine;
import io.downbeat.pricing.rates.PricedQuantity;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.TierRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pays the charges of one invoice, one after the other, by what is left of the balances it can use (pricing.md 2.4). Lives
 * for one invoice; whoever computes the next begins with {@link Remaining#after}.
 */
final class Drawdown {
    /** Decimals of a quantity that is paid in part: twelve, half up. */
    private static final int QUANTITY_DECIMALS = 12;

    /** Units of a charge that nothing has paid yet, at the list price; {@code to} is exclusive. */
    private record Unpaid(
            BigDecimal from,
            BigDecimal to,
            BigDecimal price,
            @Nullable TierRange tier,
            Amount total,
            Amount exact) {

        static Unpaid of(Payable charge, PricedQuantity part) {
            BigDecimal from = part.startingAt();
            return new Unpaid(
                    from,
                    from.add(part.quantity()),
                    part.unitPrice(),
                    part.tier(),
                    charge.total(part),
                    charge.known(part));
        }

        BigDecimal units() {
            return to.subtract(from);
        }

        /** What is left where the first units were paid at the list price. */
        Unpaid afterPaying(BigDecimal units, Amount paid) {
            return new Unpaid(from.add(units), to, price, tier, total.minus(paid), exact.minus(paid));
        }

        /** The units behind a place, where those before it were paid at another price. */
        Unpaid from(BigDecimal place) {
            Amount again = new Amount(to.subtract(place).multiply(price), total.unit());
            return new Unpaid(place, to, price, tier, again.rounded(), again);
        }
    }

    private record PlacedLines(BigDecimal from, List<RatedLine> lines) {}

    /** Of every unit, in the order in which they pay. */
    private final List<Payer> payers;

    private final Map<AccessSegmentId, BigDecimal> left;
    private final Map<AccessSegmentId, SegmentDraw> draws = new LinkedHashMap<>();
    private final Map<ProductId, Product> products;

    /**
     * @param tagged the products of the contract's card that have a tag
     * @param products what balances without a name are named after
     */
    Drawdown(
            Remaining before,
            Contract.Ref contract,
            Function<String, Set<ProductId>> tagged,
            Map<ProductId, Product> products) {
        this.products = products;
        this.left = new HashMap<>(before.spendable());
        var payable = new BalanceHolder(contract.customer(), contract.contract().value());
        this.payers = before.balances().stream()
                .filter(balance -> balance.canPay(payable))
                .flatMap(balance -> balance.segments().stream().map(segment -> new Payer(balance, segment)))
                .sorted(BurnDownOrder.given(tagged))
                .toList();
    }

    /** What was taken of each segment so far. */
    List<SegmentDraw> draws() {
        return List.copyOf(draws.values());
    }

    /** The charge's lines: what a balance pays with the line that takes it off, and the rest; in order of the units. */
    Charge pay(Payable charge) {
        List<Payer> able = charge.addsUnits() ? able(charge) : List.of();
        if (able.isEmpty()) {
            return new Charge(charge.place(), charge.unpaid());
        }
        List<Unpaid> open = charge.atListPrice().stream()
                .map(part -> Unpaid.of(charge, part))
                .toList();
        List<PlacedLines> placed = new ArrayList<>();
        for (Payer payer : able) {
            List<Unpaid> rest = new ArrayList<>();
            for (Unpaid units : open) {
                rest.addAll(pay(charge, payer, units, placed));
            }
            open = rest;
        }
        open.forEach(units -> placed.add(new PlacedLines(units.from, List.of(rest(charge, units)))));
        return new Charge(
                charge.place(),
                placed.stream()
                        .sorted(Comparator.comparing(PlacedLines::from))
                        .flatMap(part -> part.lines.stream())
                        .toList());
    }

    private List<Payer> able(Payable charge) {
        BilledUse use = charge.use();
        return payers.stream()
                .filter(payer -> payer.balance().unit().equals(charge.unit()))
                .filter(payer -> spendable(payer).signum() > 0)
                .filter(payer -> charge.isIn(payer.segment()) && payer.segment().admits(use))
                .filter(payer -> payer.balance().terms().appliesTo().includes(use))
                .toList();
    }

    /** Rounded down to what a line can express; a fraction of a cent is left and expires. */
    private Amount spendable(Payer payer) {
        BigDecimal has = Objects.requireNonNull(left.get(payer.segment().id()));
        return new Amount(has, payer.balance().unit()).roundedDown();
    }

    /** @return what it leaves unpaid */
    private List<Unpaid> pay(Payable charge, Payer payer, Unpaid units, List<PlacedLines> placed) {
        Rate rate = charge.rateUnder(payer.balance());
        return rate.equals(charge.listRate())
                ? payAtListPrice(charge, payer, units, placed)
                : payAt(rate, charge, payer, units, placed);
    }

    private List<Unpaid> payAtListPrice(Payable charge, Payer payer, Unpaid units, List<PlacedLines> placed) {
        Amount has = spendable(payer);
        // What is worth nothing is attributed to nobody.
        if (has.signum() <= 0 || units.total.signum() <= 0) {
            return List.of(units);
        }
        var price = charge.amount(units.price);
        if (units.total.compareTo(has) <= 0) {
            placed.add(paid(charge, payer, units.from, units.to, price, units.tier, units.total, units.exact));
            return List.of();
        }
        BigDecimal quantity = quantity(has, units.price).min(units.units());
        placed.add(paid(charge, payer, units.from, units.from.add(quantity), price, units.tier, has, has));
        return List.of(units.afterPaying(quantity, has));
    }

    private List<Unpaid> payAt(Rate rate, Payable charge, Payer payer, Unpaid units, List<PlacedLines> placed) {
        for (PricedQuantity part : PriceEngine.price(rate, units.from, units.to)) {
            Amount has = spendable(payer);
            BigDecimal from = part.startingAt();
            Amount worth = charge.amount(part.exactTotal()).rounded();
            if (has.signum() <= 0 || part.unitPrice().signum() == 0 && units.price.signum() == 0) {
                return List.of(units.from(from));
            }
            BigDecimal to = from.add(part.quantity());
            var price = charge.amount(part.unitPrice());
            if (worth.compareTo(has) > 0) {
                BigDecimal quantity = quantity(has, part.unitPrice()).min(part.quantity());
                placed.add(paid(charge, payer, from, from.add(quantity), price, part.tier(), has, has));
                return List.of(units.from(from.add(quantity)));
            }
            placed.add(paid(charge, payer, from, to, price, part.tier(), worth, charge.amount(part.exactTotal())));
        }
        return List.of();
    }

    private static BigDecimal quantity(Amount paid, BigDecimal price) {
        return paid.value()
                .divide(price, QUANTITY_DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
    }

    private PlacedLines paid(
            Payable charge,
            Payer payer,
            BigDecimal from,
            BigDecimal to,
            Amount price,
            @Nullable TierRange tier,
            Amount total,
            Amount exact) {
        Balance balance = payer.balance();
        var paidBy = new InvoiceLine.PaidBy(balance.id(), payer.segment().id(), balance.type());
        List<QuantityPoint> cumulative = charge.cumulative(from, to);
        // A prepaid amount cancels out to the cent; only what stays on the invoice may be known to a fraction of one.
        Amount known = balance.type() == BalanceType.POSTPAID ? exact : total;
        RatedLine covered = charge.line(
                new Quantity(to.subtract(from), price), total, known, charge.source(tier, paidBy), cumulative);
        if (total.signum() == 0) {
            return new PlacedLines(from, List.of(covered));
        }
        take(payer, total);
        Amount off = Amount.zero(charge.unit()).minus(total);
        RatedLine applied = new RatedLine(
                new ProductRef(charge.product().id(), name(balance) + " applied"),
                null,
                off,
                off,
                charge.applied(paidBy),
                cumulative);
        return new PlacedLines(from, List.of(covered, applied));
    }

    private void take(Payer payer, Amount amount) {
        left.merge(payer.segment().id(), amount.value(), BigDecimal::subtract);
        draws.merge(
                payer.segment().id(),
                SegmentDraw.of(payer.balance(), payer.segment(), amount),
                (before, more) -> before.plus(more.amount()));
    }

    private static RatedLine rest(Payable charge, Unpaid units) {
        return charge.line(
                new Quantity(units.units(), charge.amount(units.price)),
                units.total,
                units.exact,
                charge.source(units.tier, null),
                charge.cumulative(units.from, units.to));
    }

    private String name(Balance balance) {
        if (balance.terms().name() != null) {
            return balance.terms().name();
        }
        Product product = products.get(balance.terms().product());
        return product == null ? "Commit" : product.name();
    }
}
