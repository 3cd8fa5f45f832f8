package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.CUSTOMER;
import static io.downbeat.rating.Fixtures.JANUARY;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.balances.RateType;
import io.downbeat.balances.Specifier;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.Contract.MultiplierPrioritization;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.overrides.RateOverride;
import io.downbeat.core.CreditType;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.CardFixture;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.prices.ContractPrices;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.metrics.Aggregation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What the engine makes of what is sold. */
final class EngineOnSold {
    static final CreditType AI = CreditType.custom(new UUID(9, 9), "AI");

    private static final CreditType EUR = new CreditType(new UUID(9, 8), "EUR", "EUR", 2);

    private final Sold sold;
    private final CreditType currency;
    private final PricesOnSold prices;
    private final Map<UUID, String> names = new HashMap<>();
    private Remaining remaining;

    EngineOnSold(Sold sold) {
        this.sold = sold;
        this.currency = sold.decimals() == 0 ? CreditType.USD_CENTS : EUR;
        this.prices = new PricesOnSold(sold, currency);
        this.remaining =
                Remaining.of(sold.balances().stream().map(this::standing).toList());
    }

    /** The same with its balances in another order. */
    EngineOnSold shuffled(Random random) {
        List<Standing> standings = new ArrayList<>(remaining.standings());
        Collections.shuffle(standings, random);
        remaining = Remaining.of(standings);
        return this;
    }

    CreditType currency() {
        return currency;
    }

    List<Balance> balances() {
        return remaining.balances();
    }

    Map<AccessSegmentId, BigDecimal> left() {
        return remaining.left();
    }

    String name(UUID id) {
        return names.getOrDefault(id, id.toString());
    }

    /** The invoice of one contract, which draws before whichever is asked for next. */
    Rating.Rated invoice(String contract) {
        return invoice(contract, (asked, sold) -> IntervalUsage.ofEnds(asked, sold.answers(IntervalUsage.ends(asked))));
    }

    /** The same with the hours in which usage grew, as breakdowns ask for it. */
    Rating.Rated invoiceByHours(String contract) {
        return invoice(
                contract,
                (asked, sold) -> IntervalUsage.ofHours(
                        asked, _ -> Aggregation.SUM, sold.hours(IntervalUsage.hours(asked)), Map.of()));
    }

    private Rating.Rated invoice(
            String contract, BiFunction<Set<UsageInterval>, EngineOnSold, Map<UsageInterval, List<GroupUsage>>> usage) {
        var ref = new Contract.Ref(CUSTOMER, new ContractId(id(contract)));
        var cuts = new BalanceCuts(remaining.balances(), ref);
        List<CutInterval> intervals = cuts.cut(ContractPrices.intervals(
                prices.book(),
                ContractPricesTest.terms(
                        sold.explicit()
                                ? MultiplierPrioritization.EXPLICIT
                                : MultiplierPrioritization.LOWEST_MULTIPLIER,
                        sold.overrides().get(contract).stream()
                                .map(prices::override)
                                .toArray(RateOverride[]::new)),
                JANUARY,
                cuts.nameTags()));
        Set<UsageInterval> asked = new LinkedHashSet<>();
        intervals.stream()
                .filter(interval -> interval.whole().term().isMetered())
                .flatMap(interval -> interval.parts().stream())
                .forEach(part -> asked.add(UsageInterval.of(CUSTOMER, JANUARY, part.term(), Timeline.empty())));
        Rating.Rated rated = Rating.rate(
                new Rating.Subject(id(contract), CUSTOMER, ref.contract(), JANUARY, currency),
                new Rating.Prices(intervals, List.of(), Timeline.empty(), Map.of(AI, Sold.FACTOR.decimal())),
                usage.apply(asked, this),
                new Rating.Items(List.of(), List.of()),
                Map.of(),
                remaining);
        remaining = remaining.after(rated.draws());
        return rated;
    }

    /** As the calculator shows them; what has no units has no line there. */
    List<String> lines(String contract) {
        List<String> shown = new ArrayList<>();
        for (ComputedLine computed : invoice(contract).lines()) {
            InvoiceLine line = computed.line();
            if (line.quantity() == null || line.quantity().units().signum() != 0) {
                shown.add(shown(line));
            }
        }
        return shown;
    }

    private String shown(InvoiceLine line) {
        String price = line.quantity() == null
                ? ""
                : " " + plain(line.quantity().units()) + "x"
                        + plain(line.quantity().unitPrice().value());
        InvoiceLine.PaidBy paidBy = line.paidBy();
        String payer = paidBy == null ? "" : " <" + names.get(paidBy.segment().value()) + ">";
        return line.name() + price + "=" + plain(line.total().value()) + " " + where(line.source()) + payer;
    }

    private static String where(InvoiceLine.Source source) {
        return switch (source) {
            case InvoiceLine.Usage usage ->
                days(
                        usage.startingAt(),
                        usage.endingBefore(),
                        usage.pricingGroupValues(),
                        usage.presentationGroupValues());
            case InvoiceLine.Composite share -> days(share.startingAt(), share.endingBefore(), Map.of(), Map.of());
            case InvoiceLine.Applied applied ->
                days(
                        applied.startingAt(),
                        applied.endingBefore(),
                        applied.pricingGroupValues(),
                        applied.presentationGroupValues());
            case InvoiceLine.Conversion conversion ->
                days(conversion.startingAt(), conversion.endingBefore(), Map.of(), Map.of());
            default -> source.toString();
        };
    }

    private static String days(Instant from, Instant until, Map<String, String> region, Map<String, String> team) {
        return day(from) + ".." + day(until) + " " + region + team;
    }

    private static long day(Instant instant) {
        return Duration.between(JANUARY.start(), instant).toDays();
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    static UUID id(String name) {
        return new UUID(6, name.hashCode());
    }

    static Instant day(int day) {
        return JANUARY.start().plus(Duration.ofDays(day));
    }

    // Usage.

    private Map<UsageQuestion, List<GroupQuantity>> answers(Collection<UsageQuestion> questions) {
        Map<UsageQuestion, List<GroupQuantity>> answers = new HashMap<>();
        for (UsageQuestion question : questions) {
            List<GroupQuantity> groups = new ArrayList<>();
            sums(question, question.from(), question.until())
                    .forEach((group, quantity) -> groups.add(new GroupQuantity(group, quantity)));
            answers.put(question, groups);
        }
        return answers;
    }

    /** Everything of a day happens in its first hour. */
    private Map<UsageQuestion, List<WindowQuantity>> hours(Collection<UsageQuestion> questions) {
        Map<UsageQuestion, List<WindowQuantity>> answers = new HashMap<>();
        for (UsageQuestion question : questions) {
            List<WindowQuantity> windows = new ArrayList<>();
            for (int day = 0; day < Sold.DAYS; day++) {
                Instant hour = day(day);
                if (hour.isBefore(question.until())) {
                    sums(question, hour, hour.plusSeconds(3600))
                            .forEach((group, quantity) ->
                                    windows.add(new WindowQuantity(hour, hour.plusSeconds(3600), group, quantity)));
                }
            }
            answers.put(question, windows);
        }
        return answers;
    }

    private Map<Map<String, String>, BigDecimal> sums(UsageQuestion question, Instant from, Instant until) {
        Map<Map<String, String>, BigDecimal> sums = new LinkedHashMap<>();
        for (Sold.Use use : sold.uses()) {
            Instant at = day(use.day());
            boolean isMetered = new UUID(2, use.product().hashCode())
                    .equals(question.metric().value());
            if (isMetered && !at.isBefore(from) && at.isBefore(until)) {
                Map<String, String> group = new TreeMap<>(use.groups());
                group.keySet().retainAll(question.groupKey());
                sums.merge(group, use.quantity().decimal(), BigDecimal::add);
            }
        }
        return sums;
    }

    // Balances.

    private Standing standing(Sold.Balance sold) {
        Map<AccessSegmentId, BigDecimal> left = new HashMap<>();
        List<AccessSegment> segments = new ArrayList<>();
        for (Sold.Segment each : sold.segments()) {
            AccessSegmentId id = new AccessSegmentId(id(each.name()));
            names.put(id.value(), each.name());
            left.put(id, each.amount().decimal());
            segments.add(new AccessSegment(
                    id, each.amount().greatest(Fraction.ZERO).decimal(), day(each.from()), day(each.until())));
        }
        names.put(id(sold.name()), sold.name());
        return new Standing(balance(sold, segments), left);
    }

    private Balance balance(Sold.Balance sold, List<AccessSegment> segments) {
        BalanceType type = BalanceType.valueOf(sold.type());
        Set<UUID> contracts = sold.contracts().stream().map(EngineOnSold::id).collect(Collectors.toSet());
        PaymentItem item = new PaymentItem(new UUID(6, 1), day(40), sold.paid().decimal(), BigDecimal.ONE);
        return new Balance(
                new BalanceId(id(sold.name())),
                CUSTOMER,
                sold.isOfContract()
                        ? new BalanceScope.OfContract(contracts.iterator().next())
                        : new BalanceScope.OfCustomer(contracts, null),
                type,
                new BalanceTerms(
                        CardFixture.product("Commit"),
                        sold.name(),
                        null,
                        sold.priority() == null ? null : sold.priority().decimal(),
                        appliesTo(sold),
                        sold.atCommitRate() ? RateType.COMMIT_RATE : RateType.LIST_RATE,
                        null,
                        Map.of()),
                sold.isCustom() ? AI : currency,
                segments,
                type == BalanceType.CREDIT ? null : new PaymentSchedule(currency, false, List.of(item)),
                new BalanceOrigin(
                        sold.recurring() == null ? null : id(sold.recurring()),
                        sold.isRolledOver()
                                ? new BalanceOrigin.RolledOver(
                                        new BalanceId(new UUID(6, 7)),
                                        new UUID(6, 8),
                                        sold.paid().decimal(),
                                        true)
                                : null),
                Instant.EPOCH.plusSeconds(sold.createdAt()),
                null);
    }

    private static AppliesTo appliesTo(Sold.Balance sold) {
        if (!sold.specifiers().isEmpty()) {
            return new AppliesTo.Specifiers(sold.specifiers().stream()
                    .map(specifier -> new Specifier(
                            specifier.product() == null ? null : CardFixture.product(specifier.product()),
                            specifier.tags(),
                            specifier.region(),
                            specifier.team()))
                    .toList());
        }
        Set<ProductId> products =
                sold.products().stream().map(CardFixture::product).collect(Collectors.toSet());
        return products.isEmpty() && sold.tags().isEmpty()
                ? new AppliesTo.Everything()
                : new AppliesTo.Products(products, sold.tags());
    }
}
