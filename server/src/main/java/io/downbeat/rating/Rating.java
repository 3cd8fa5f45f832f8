package io.downbeat.rating;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.BilledUse;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.Rollovers;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.BilledProduct;
import io.downbeat.rating.subscriptions.SubscriptionCharge;
import io.downbeat.usage.UsageFilter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From usage, prices and scheduled charges to the lines of an invoice. Pure: every instant is an argument. */
public final class Rating {
    private Rating() {}

    /**
     * The invoice that lines are for.
     *
     * @param period what its usage is of; {@code null} for an invoice without usage
     */
    public record Subject(
            UUID invoice,
            CustomerId customer,
            ContractId contract,
            @Nullable ServicePeriod period,
            CreditType currency) {}

    /**
     * What the usage of an invoice costs.
     *
     * @param intervals cut by the balances
     * @param productOrder in which products are shown that are in it; balances pay in an order of their own
     * @param filters which of the customer's usage it is of
     * @param conversions what is paid for one of each custom unit that some of the prices are in
     */
    public record Prices(
            List<CutInterval> intervals,
            List<ProductId> productOrder,
            Timeline<UsageFilter> filters,
            Map<CreditType, BigDecimal> conversions) {
        public static final Prices NONE = new Prices(List.of(), List.of(), Timeline.empty(), Map.of());

        public Prices {
            intervals = List.copyOf(intervals);
            productOrder = List.copyOf(productOrder);
            conversions = Map.copyOf(conversions);
        }
    }

    /**
     * An invoice as it is computed.
     *
     * @param lines in their order, each rounded once
     * @param draws what it takes of each segment that pays some of it
     * @param rolled what is to roll over so that it can take that; settled with the invoice
     * @param subscribed the charges of subscriptions that it bills
     */
    public record Rated(
            List<ComputedLine> lines,
            List<SegmentDraw> draws,
            List<Rollovers.Rolled> rolled,
            List<SubscriptionCharge> subscribed) {
        public static final Rated NOTHING = new Rated(List.of(), List.of(), List.of());

        /** Of an invoice that bills no subscription. */
        public Rated(List<ComputedLine> lines, List<SegmentDraw> draws, List<Rollovers.Rolled> rolled) {
            this(lines, draws, rolled, List.of());
        }

        public Rated {
            lines = List.copyOf(lines);
            draws = List.copyOf(draws);
            rolled = List.copyOf(rolled);
            subscribed = List.copyOf(subscribed);
        }
    }

    /**
     * What an invoice bills besides usage.
     *
     * @param scheduled the scheduled charges, which no balance pays, and the discounts, in the order in which they take off what
     *     is left when balances have paid
     * @param subscribed the charges of subscriptions
     */
    public record Items(List<ScheduledItem> scheduled, List<SubscriptionCharge> subscribed) {
        public Items {
            scheduled = List.copyOf(scheduled);
            subscribed = List.copyOf(subscribed);
        }
    }

    /**
     * The invoice from its usage and what else it bills, paid as far as the balances reach: usage first, then subscriptions,
     * then shares of what is spent.
     *
     * @param prices what its usage costs, cut by the balances; not looked at for an invoice without a period
     * @param usage what was used in the {@link UsageInterval} of every part of the intervals
     * @param products what items and balances are named after that have no name
     * @param before what is left of the balances that its contract can use before this invoice
     */
    public static Rated rate(
            Subject subject,
            Prices prices,
            Map<UsageInterval, List<GroupUsage>> usage,
            Items items,
            Map<ProductId, Product> products,
            Remaining before) {
        List<Charge> charges = new ArrayList<>();
        var contract = new Contract.Ref(subject.customer(), subject.contract());
        var drawdown = new Drawdown(before, contract, tag -> tagged(tag, prices.intervals, items.subscribed), products);
        var composites = new CompositeLines(prices.intervals, prices.conversions);
        usage(subject, prices, usage, before).forEach(charge -> {
            Charge paid = drawdown.pay(charge);
            charges.add(paid);
            composites.add(charge.interval().term(), paid);
        });
        items.subscribed.stream()
                .map(SubscribedUnits::new)
                .sorted(Comparator.comparing(SubscribedUnits::place))
                .forEach(charge -> charges.add(drawdown.pay(charge)));
        if (subject.period() != null) {
            charges.addAll(composites.charges(drawdown::pay));
            charges.addAll(ConversionLines.charges(subject.period(), subject.currency(), prices.conversions, charges));
        }
        charges.addAll(ScheduledLines.charges(items.scheduled, products));
        charges.addAll(discounts(subject, prices, items, products, charges));
        List<SegmentDraw> draws = drawdown.draws();
        return new Rated(
                Charge.inOrder(subject.invoice(), charges, prices.productOrder),
                draws,
                before.rolledFor(draws),
                items.subscribed);
    }

    /** What was used of everything that is metered, in the order in which balances pay it. */
    private static List<UsageCharge> usage(
            Subject subject, Prices prices, Map<UsageInterval, List<GroupUsage>> usage, Remaining before) {
        if (subject.period() == null) {
            return List.of();
        }
        List<CutInterval> metered = prices.intervals.stream()
                .filter(interval -> interval.whole().term().isMetered())
                .toList();
        return new UsageLines(
                        subject.customer(),
                        subject.period(),
                        usage,
                        new BalanceCuts(before.balances(), new Contract.Ref(subject.customer(), subject.contract())),
                        CompositeCuts.of(prices.intervals),
                        prices.filters)
                .charges(metered).stream()
                        .sorted(Comparator.comparing(UsageCharge::place))
                        .toList();
    }

    private static List<Charge> discounts(
            Subject subject, Prices prices, Items items, Map<ProductId, Product> products, List<Charge> charges) {
        if (items.scheduled.stream().noneMatch(ScheduledItem.OfDiscount.class::isInstance)) {
            return List.of();
        }
        Amount total = total(
                subject.currency(),
                Charge.inOrder(subject.invoice(), charges, prices.productOrder).stream()
                        .map(ComputedLine::line)
                        .toList());
        return ScheduledLines.discounts(items.scheduled, products, total);
    }

    /** The lines of several invoices as those of another one: with ids of its own, and else as they are. */
    public static List<ComputedLine> copied(UUID invoice, List<ComputedLine> lines) {
        List<ComputedLine> copies = new ArrayList<>();
        for (ComputedLine of : lines) {
            InvoiceLine line = of.line();
            InvoiceLine copy = new InvoiceLine(
                    LineId.at(invoice, copies.size()), line.product(), line.quantity(), line.total(), line.source());
            copies.add(new ComputedLine(copy, of.exact(), of.cumulative()));
        }
        return List.copyOf(copies);
    }

    /**
     * The invoice that bills what is left of a postpaid commit, and takes it; without a line where what is left is less than
     * the currency can express, and where nothing is owed for it.
     *
     * @param left after all usage that can draw on it
     */
    public static Rated trueUp(UUID invoice, Balance commit, Map<ProductId, Product> products, Remaining left) {
        AccessSegment segment = commit.segments().getFirst();
        BigDecimal rest = left.kept(segment.id());
        Amount owed = new Amount(rest, commit.unit());
        Optional<PaymentItem> payment = commit.trueUp();
        if (payment.isEmpty() || owed.rounded().signum() <= 0) {
            return Rated.NOTHING;
        }
        List<Charge> charges =
                ScheduledLines.charges(List.of(new ScheduledItem.TrueUp(commit, payment.get(), rest)), products);
        List<SegmentDraw> draws = List.of(SegmentDraw.of(commit, segment, owed));
        return new Rated(Charge.inOrder(invoice, charges, List.of()), draws, left.rolledFor(draws));
    }

    /**
     * The invoice that bills what is paid for a commit and nothing else.
     *
     * @param payment of the commit's invoice schedule
     */
    public static Rated purchase(UUID invoice, Balance commit, PaymentItem payment, Map<ProductId, Product> products) {
        CreditType currency = Objects.requireNonNull(commit.payments()).currency();
        List<Charge> charges =
                ScheduledLines.charges(List.of(new ScheduledItem.OfCommit(commit, payment, currency)), products);
        return new Rated(Charge.inOrder(invoice, charges, List.of()), List.of(), List.of());
    }

    /** Whether a commit or credit can pay what a subscription charges, what is left of it aside. */
    public static boolean canPay(Balance balance, SubscriptionCharge charge) {
        var units = new SubscribedUnits(charge);
        BilledUse use = units.use();
        return balance.unit().equals(units.unit())
                && balance.terms().appliesTo().includes(use)
                && balance.segments().stream().anyMatch(segment -> units.isIn(segment) && segment.admits(use));
    }

    private static Set<ProductId> tagged(String tag, List<CutInterval> intervals, List<SubscriptionCharge> subscribed) {
        return Stream.concat(
                        intervals.stream()
                                .map(interval -> interval.whole().term().product())
                                .filter(product -> product.tags().contains(tag))
                                .map(BilledProduct::id),
                        subscribed.stream()
                                .filter(charge -> charge.price().tags().contains(tag))
                                .map(charge -> charge.subscription().product().id()))
                .collect(Collectors.toSet());
    }

    /** What is owed for the lines; every one is rounded by now, and their sum is not rounded again. */
    public static Amount total(CreditType currency, Collection<InvoiceLine> lines) {
        return Amount.sum(
                currency,
                lines.stream()
                        .filter(InvoiceLine::isInTotal)
                        .map(InvoiceLine::total)
                        .toList());
    }

    /** What the lines come to before any balance pays. */
    public static Amount subtotal(CreditType currency, Collection<InvoiceLine> lines) {
        return Amount.sum(
                currency,
                lines.stream()
                        .filter(InvoiceLine::isInSubtotal)
                        .map(InvoiceLine::total)
                        .toList());
    }

    /** Whether an invoice can have lines in the window; one without a period only in the window of its date. */
    public static boolean coversWindow(InvoiceMoment invoice, Instant from, Instant until) {
        return WindowLines.covers(invoice, from, until);
    }

    /** The part of an invoice's lines that falls into a window; the windows of a period add up to its lines. */
    public static List<InvoiceLine> window(
            InvoiceMoment invoice, List<ComputedLine> lines, Instant from, Instant until) {
        return WindowLines.of(invoice, lines, from, until);
    }

    /**
     * What of a draft is metered by now: what no usage that only adds to its interval can take back, nor the passing of
     * time. A marketplace is told this every hour and gives nothing back.
     *
     * <p>It is the sum of the lines, each exact and rounded down, without scheduled charges whose date has not come; a
     * discount counts from the day it is agreed, because it takes off what was metered before its date as well. What is left
     * to pay of a custom unit counts where it is converted, and the more is used the more is left: what is used takes of a
     * balance at most its own worth. So
     * at every moment, whatever the metrics:
     *
     * <ul>
     *   <li>it is never above what the invoice would be finalized at, and below it by at most the currency's smallest
     * unit for each line, because rounding half up is never below rounding down. The rest is metered once the period
     * is over; <li>the same draft asked later, without usage in between, never has less: time only brings scheduled
     * charges, which are never negative, and a discount was taken off already.
     * </ul>
     *
     * <p>And under usage that comes in between, late or not:
     *
     * <ul>
     *   <li>at one price all through the period, COUNT, UNIQUE, and SUM and MAX of values that are not negative, never
     *       have less: the quantity only grows, and more units never cost less, whatever the tiers, since no price
     *     and no conversion is negative and rounding a quantity keeps the order; <li>where the price changed, COUNT
     *     and SUM never have less either, as long as quantities are neither rounded nor divided: usage of one
     *     interval changes no other one. Where they are, late usage of the earlier interval can move a fraction of a
     *     unit there from the later one; if that one was dearer, the sum falls by the difference; <li>where the price
     *     changed, MAX and UNIQUE fall likewise: what late usage of the earlier interval has reached adds nothing in
     *     the later one any more; <li>LATEST, and SUM of negative values, fall whenever the value falls: the line, or
     *     the one of the later price, is taken back at its own price, and may itself be negative.
     * </ul>
     *
     * <p>A fall is not foreseen. To hold back everything that may fall would mean to meter no seat before its month is
     * over, when a correction can still come and the marketplace's window is closing. So what is known to be due is
     * metered, a fall pauses metering until usage has caught up, and what is too much in the end is carried forward
     * to the contract's next invoice (docs/metering.md). What is not a fall of usage must never lower this number:
     * whoever adds lines that take away (a credit that is drawn down, a true-up) has to leave out here what they
     * could still take.
     */
    public static Amount certainSoFar(CreditType currency, List<ComputedLine> lines, Instant now) {
        return Amount.sum(
                currency,
                lines.stream()
                        .filter(line -> line.line().isInTotal())
                        .filter(line -> hasCome(line.line().source(), now))
                        .map(line -> line.exact().roundedDown())
                        .toList());
    }

    /**
     * Usage is due when it is used; a scheduled charge that rides on a usage invoice is due on its own date. What a discount
     * will take off is never due: metered before its date, it would have to be given back. What is owed of a minimum is due
     * when the stretch is over that might still reach it. What a subscription charges is due when the period is over that it
     * rides on, and then the whole invoice counts; what is paid of it goes with it.
     */
    private static boolean hasCome(InvoiceLine.Source source, Instant now) {
        return switch (source) {
            case InvoiceLine.Composite of
            when of.isMinimum() ->
                !of.endingBefore().isAfter(now)
                        || of.paidBy() != null && of.paidBy().type() != BalanceType.POSTPAID;
            case InvoiceLine.Subscribed _ -> false;
            case InvoiceLine.Applied of when of.isOfSubscription() -> false;
            case InvoiceLine.Accrued _, InvoiceLine.Applied _, InvoiceLine.Discount _ -> true;
            case InvoiceLine.Dated dated -> !dated.date().isAfter(now);
        };
    }
}
