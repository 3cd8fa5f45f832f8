package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.CUSTOMER;
import static io.downbeat.rating.Fixtures.JANUARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.QuantityConversion;
import io.downbeat.pricing.products.QuantityRounding;
import io.downbeat.pricing.rates.BilledProduct;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.metrics.Aggregation;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What is certain so far, held against usage that comes afterwards: late, later, more, less. */
class CertainSoFarPropertyTest {
    private static final int HOURS = 24;

    /** In the order in which they came; the hour is when they happened. */
    record Event(int hour, int value) {}

    /** The prices of one product in the period. */
    record Prices(List<UsageTerm> terms) {}

    @Property
    void it_is_never_above_what_would_be_finalized_now_and_lacks_less_than_a_cent_a_line(
            @ForAll Aggregation how, @ForAll("prices") Prices prices, @ForAll("corrected") List<Event> events) {
        List<ComputedLine> lines = lines(how, prices, events);
        Amount certain = certain(lines);
        Amount total = total(lines);
        assertThat(certain).isLessThanOrEqualTo(total);
        assertThat(total.minus(certain)).isLessThanOrEqualTo(Amount.cents(lines.size()));
    }

    @Property
    void usage_that_adds_up_takes_nothing_back_where_a_price_changes_however_late_it_comes(
            @ForAll("addedUp") Aggregation how,
            @ForAll("pricesOfWholeUnits") Prices prices,
            @ForAll("used") List<Event> soFar,
            @ForAll("used") List<Event> afterwards) {
        assertNothingIsTakenBack(how, prices, soFar, afterwards);
    }

    @Property
    void no_usage_takes_anything_back_at_one_price_whatever_its_tiers_and_however_late_it_comes(
            @ForAll("growing") Aggregation how,
            @ForAll("onePrice") Prices prices,
            @ForAll("used") List<Event> soFar,
            @ForAll("used") List<Event> afterwards) {
        assertNothingIsTakenBack(how, prices, soFar, afterwards);
    }

    @Property
    void a_value_that_does_not_fall_takes_nothing_back_at_one_price(
            @ForAll("onePrice") Prices prices,
            @ForAll("used") List<Event> soFar,
            @ForAll("used") List<Event> afterwards) {
        List<Event> rising = rising(soFar, afterwards);
        assertNothingIsTakenBack(
                Aggregation.LATEST,
                prices,
                rising.subList(0, soFar.size()),
                rising.subList(soFar.size(), rising.size()));
    }

    @Property
    void time_takes_nothing_back_and_brings_scheduled_charges_on_their_date(
            @ForAll("used") List<Event> events,
            @ForAll("prices") Prices prices,
            @ForAll @IntRange(min = 0, max = HOURS) int date,
            @ForAll @IntRange(min = 0, max = HOURS) int one,
            @ForAll @IntRange(min = 0, max = HOURS) int other) {
        ScheduledCharge.Item item = new ScheduledCharge.Item(
                new UUID(9, 1), at(date), new ScheduledCharge.Price(new BigDecimal(70), BigDecimal.ONE));
        ScheduledCharge charge = new ScheduledCharge(
                new UUID(8, 1),
                new ProductId(new UUID(0, 4)),
                "Fee",
                CreditType.USD_CENTS,
                List.of(item),
                null,
                Map.of(),
                null);
        List<ComputedLine> lines =
                lines(Aggregation.SUM, prices, events, List.of(new ScheduledItem.OfCharge(charge, item)));
        Amount earlier = Rating.certainSoFar(CreditType.USD_CENTS, lines, at(Math.min(one, other)));
        Amount later = Rating.certainSoFar(CreditType.USD_CENTS, lines, at(Math.max(one, other)));
        boolean came = Math.min(one, other) < date && date <= Math.max(one, other);
        assertThat(later.minus(earlier)).isEqualByComparingTo(Amount.cents(came ? 70 : 0));
    }

    @Property
    void a_discount_is_never_metered_before_it_is_taken_off_and_takes_nothing_back(
            @ForAll("used") List<Event> soFar,
            @ForAll("used") List<Event> afterwards,
            @ForAll("onePrice") Prices prices,
            @ForAll @IntRange(min = 0, max = 300) int cents) {
        ScheduledCharge.Item item = new ScheduledCharge.Item(
                new UUID(9, 1), JANUARY.end(), new ScheduledCharge.Price(new BigDecimal(cents), BigDecimal.ONE));
        Discount discount = new Discount(
                new UUID(8, 1),
                new ProductId(new UUID(0, 4)),
                "Loyalty",
                CreditType.USD_CENTS,
                List.of(item),
                Map.of(),
                null);
        List<ScheduledItem> items = List.of(new ScheduledItem.OfDiscount(discount, item));
        List<Event> all = new ArrayList<>(soFar);
        all.addAll(afterwards);
        List<ComputedLine> now = lines(Aggregation.SUM, prices, soFar, items);
        List<ComputedLine> then = lines(Aggregation.SUM, prices, all, items);
        assertThat(total(then).signum()).isNotNegative();
        assertThat(atLeastZero(certain(now))).isLessThanOrEqualTo(total(now)).isLessThanOrEqualTo(total(then));
        assertThat(atLeastZero(certain(now))).isLessThanOrEqualTo(atLeastZero(certain(then)));
        assertThat(total(then))
                .isEqualByComparingTo(
                        atLeastZero(total(lines(Aggregation.SUM, prices, all)).minus(Amount.cents(cents))));
    }

    /** As it is metered: less than nothing counts as nothing. */
    private static Amount atLeastZero(Amount amount) {
        return amount.signum() < 0 ? Amount.cents(0) : amount;
    }

    @Property
    void quantities_alone_and_with_their_hours_make_the_same_lines(
            @ForAll Aggregation how, @ForAll("prices") Prices prices, @ForAll("corrected") List<Event> events) {
        List<UsageInterval> intervals = intervals(prices);
        Map<UsageInterval, List<GroupUsage>> byHours = IntervalUsage.ofHours(
                intervals,
                metric -> how,
                hours(IntervalUsage.hours(intervals), how, events),
                ends(IntervalUsage.ends(IntervalUsage.notSumsOfHours(intervals, metric -> how)), how, events));
        List<ComputedLine> same = Fixtures.lines(prices.terms(), byHours, List.of());
        assertThat(same.stream().map(ComputedLine::line).toList())
                .usingRecursiveComparison()
                .withComparatorForType(Comparator.<BigDecimal>naturalOrder(), BigDecimal.class)
                .isEqualTo(lines(how, prices, events).stream()
                        .map(ComputedLine::line)
                        .toList());
    }

    /** The promise ends here, and docs/metering.md says what then: metering pauses until usage has caught up. */
    @Example
    void a_latest_value_that_falls_takes_back_what_it_fell() {
        Prices prices = changing(Fixtures.flat("300"), Fixtures.flat("400"), 10, null, null);
        Event forty = new Event(1, 40);
        assertThat(certain(lines(Aggregation.LATEST, prices, List.of(forty))))
                .isEqualByComparingTo(Amount.cents(12_000));
        assertThat(certain(lines(Aggregation.LATEST, prices, List.of(forty, new Event(12, 30)))))
                .isEqualByComparingTo(Amount.cents(8_000));
    }

    /** Late usage makes the earlier, cheaper interval the first to reach the value. */
    @Example
    void a_greatest_value_that_comes_late_before_a_price_went_up_takes_back_the_difference() {
        Prices prices = changing(Fixtures.flat("300"), Fixtures.flat("400"), 10, null, null);
        Event later = new Event(12, 50);
        assertThat(certain(lines(Aggregation.MAX, prices, List.of(later)))).isEqualByComparingTo(Amount.cents(20_000));
        assertThat(certain(lines(Aggregation.MAX, prices, List.of(later, new Event(1, 50)))))
                .isEqualByComparingTo(Amount.cents(15_000));
    }

    /** Rounded up from the period's start, the unit that was begun in the later interval is begun in the earlier one now. */
    @Example
    void a_fraction_that_moves_to_the_earlier_price_takes_back_the_difference() {
        var tens = new QuantityConversion(new BigDecimal(10), QuantityConversion.Operation.DIVIDE, null);
        var up = new QuantityRounding(QuantityRounding.Method.ROUND_UP, 0);
        Prices prices = changing(Fixtures.flat("300"), Fixtures.flat("400"), 10, tens, up);
        List<Event> soFar = List.of(new Event(1, 5), new Event(12, 7));
        assertThat(certain(lines(Aggregation.SUM, prices, soFar))).isEqualByComparingTo(Amount.cents(700));
        List<Event> late = List.of(new Event(1, 5), new Event(12, 7), new Event(2, 6));
        assertThat(certain(lines(Aggregation.SUM, prices, late))).isEqualByComparingTo(Amount.cents(600));
    }

    private static void assertNothingIsTakenBack(
            Aggregation how, Prices prices, List<Event> soFar, List<Event> afterwards) {
        List<Event> all = new ArrayList<>(soFar);
        for (int more = 0; ; more++) {
            Amount certain = certain(lines(how, prices, soFar));
            List<ComputedLine> then = lines(how, prices, all);
            assertThat(certain(then)).isGreaterThanOrEqualTo(certain);
            assertThat(total(then)).isGreaterThanOrEqualTo(certain);
            if (more == afterwards.size()) {
                return;
            }
            all.add(afterwards.get(more));
        }
    }

    /** The same events with values that never go down over time, whenever they come. */
    private static List<Event> rising(List<Event> soFar, List<Event> afterwards) {
        List<Event> all = new ArrayList<>(soFar);
        all.addAll(afterwards);
        return all.stream()
                .map(event -> new Event(event.hour(), event.hour() * 3))
                .toList();
    }

    private static Amount certain(List<ComputedLine> lines) {
        return Rating.certainSoFar(CreditType.USD_CENTS, lines, JANUARY.start());
    }

    private static Amount total(List<ComputedLine> lines) {
        return Rating.total(
                CreditType.USD_CENTS, lines.stream().map(ComputedLine::line).toList());
    }

    private static List<ComputedLine> lines(Aggregation how, Prices prices, List<Event> events) {
        return lines(how, prices, events, List.of());
    }

    private static List<ComputedLine> lines(
            Aggregation how, Prices prices, List<Event> events, List<ScheduledItem> items) {
        List<UsageInterval> intervals = intervals(prices);
        var usage = IntervalUsage.ofEnds(intervals, ends(IntervalUsage.ends(intervals), how, events));
        return Fixtures.lines(prices.terms(), usage, items);
    }

    private static List<UsageInterval> intervals(Prices prices) {
        return prices.terms().stream()
                .map(term -> UsageInterval.of(CUSTOMER, JANUARY, term, Timeline.empty()))
                .toList();
    }

    /** Usage as usage answers: one quantity for the range, none where nothing happened. */
    private static Map<UsageQuestion, List<GroupQuantity>> ends(
            Set<UsageQuestion> questions, Aggregation how, List<Event> events) {
        Map<UsageQuestion, List<GroupQuantity>> answers = new HashMap<>();
        for (UsageQuestion question : questions) {
            List<Event> inside = inside(events, question.from(), question.until());
            answers.put(
                    question,
                    inside.isEmpty() ? List.of() : List.of(new GroupQuantity(Map.of(), quantity(how, inside))));
        }
        return answers;
    }

    private static Map<UsageQuestion, List<WindowQuantity>> hours(
            List<UsageQuestion> questions, Aggregation how, List<Event> events) {
        Map<UsageQuestion, List<WindowQuantity>> answers = new HashMap<>();
        for (UsageQuestion question : questions) {
            List<WindowQuantity> windows = new ArrayList<>();
            for (Instant hour = question.from();
                    hour.isBefore(question.until());
                    hour = hour.plus(Duration.ofHours(1))) {
                Instant end = hour.plus(Duration.ofHours(1));
                List<Event> inside = inside(events, hour, end);
                if (!inside.isEmpty()) {
                    windows.add(new WindowQuantity(hour, end, Map.of(), quantity(how, inside)));
                }
            }
            answers.put(question, windows);
        }
        return answers;
    }

    private static List<Event> inside(List<Event> events, Instant from, Instant until) {
        return events.stream()
                .filter(event ->
                        !at(event.hour()).isBefore(from) && at(event.hour()).isBefore(until))
                .toList();
    }

    private static BigDecimal quantity(Aggregation how, List<Event> events) {
        return BigDecimal.valueOf(
                switch (how) {
                    case COUNT -> events.size();
                    case SUM -> events.stream().mapToInt(Event::value).sum();
                    case MAX -> events.stream().mapToInt(Event::value).max().orElseThrow();
                    case UNIQUE -> events.stream().map(Event::value).distinct().count();
                    // Of two at one time, that received later.
                    case LATEST ->
                        events.stream()
                                .reduce((one, other) -> other.hour() >= one.hour() ? other : one)
                                .orElseThrow()
                                .value();
                });
    }

    private static Instant at(int hour) {
        return JANUARY.start().plus(Duration.ofHours(hour));
    }

    @Provide
    Arbitrary<Aggregation> addedUp() {
        return Arbitraries.of(Aggregation.COUNT, Aggregation.SUM);
    }

    @Provide
    Arbitrary<Aggregation> growing() {
        return Arbitraries.of(Aggregation.COUNT, Aggregation.SUM, Aggregation.MAX, Aggregation.UNIQUE);
    }

    @Provide
    Arbitrary<List<Event>> used() {
        return events(0);
    }

    /** With values below zero, by which people take usage back. */
    @Provide
    Arbitrary<List<Event>> corrected() {
        return events(-9);
    }

    private static Arbitrary<List<Event>> events(int least) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, HOURS - 1),
                        Arbitraries.integers().between(least, 30))
                .as(Event::new)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<Prices> onePrice() {
        return Combinators.combine(
                        rates(), conversions().injectNull(0.5), roundings().injectNull(0.5))
                .as((rate, conversion, rounding) ->
                        new Prices(List.of(term(rate, JANUARY.start(), JANUARY.end(), conversion, rounding))));
    }

    @Provide
    Arbitrary<Prices> prices() {
        return Combinators.combine(
                        rates(),
                        rates(),
                        Arbitraries.integers().between(1, HOURS),
                        conversions().injectNull(0.5),
                        roundings().injectNull(0.5))
                .as(CertainSoFarPropertyTest::changing);
    }

    @Provide
    Arbitrary<Prices> pricesOfWholeUnits() {
        return Combinators.combine(rates(), rates(), Arbitraries.integers().between(1, HOURS))
                .as((before, after, hour) -> changing(before, after, hour, null, null));
    }

    private static Prices changing(
            Rate before,
            Rate after,
            int hour,
            @Nullable QuantityConversion conversion,
            @Nullable QuantityRounding rounding) {
        return new Prices(List.of(
                term(before, JANUARY.start(), at(hour), conversion, rounding),
                term(after, at(hour), JANUARY.end(), conversion, rounding)));
    }

    private static UsageTerm term(
            Rate rate,
            Instant from,
            Instant until,
            @Nullable QuantityConversion conversion,
            @Nullable QuantityRounding rounding) {
        return new UsageTerm(
                new BilledProduct(new ProductId(new UUID(1, 1)), "Tokens", Set.of()),
                new BillableMetricId(new UUID(2, 2)),
                null,
                from,
                until,
                CreditType.USD_CENTS,
                rate,
                null,
                List.of(),
                List.of(),
                Map.of(),
                conversion,
                rounding);
    }

    private static Arbitrary<QuantityConversion> conversions() {
        return Combinators.combine(decimals("0.01", "50", 2), Arbitraries.of(QuantityConversion.Operation.class))
                .as((factor, operation) -> new QuantityConversion(factor, operation, null));
    }

    private static Arbitrary<QuantityRounding> roundings() {
        return Combinators.combine(
                        Arbitraries.of(QuantityRounding.Method.class),
                        Arbitraries.integers().between(0, 3))
                .as(QuantityRounding::new);
    }

    private static Arbitrary<Rate> rates() {
        Arbitrary<BigDecimal> prices = decimals("0", "5", 3);
        Arbitrary<Rate> tiered = Combinators.combine(
                        Combinators.combine(decimals("0.5", "20", 1), prices)
                                .as(Tier::new)
                                .list()
                                .ofMaxSize(3),
                        prices)
                .as((tiers, last) -> {
                    List<Tier> all = new ArrayList<>(tiers);
                    all.add(new Tier(null, last));
                    return new TieredRate(all);
                });
        return Arbitraries.oneOf(prices.map(FlatRate::new), tiered);
    }

    private static Arbitrary<BigDecimal> decimals(String least, String most, int scale) {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal(least), new BigDecimal(most))
                .ofScale(scale);
    }
}
