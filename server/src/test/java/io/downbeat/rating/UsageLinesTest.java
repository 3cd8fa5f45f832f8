package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.CUSTOMER;
import static io.downbeat.rating.Fixtures.at;
import static io.downbeat.rating.Fixtures.flat;
import static io.downbeat.rating.Fixtures.term;
import static io.downbeat.rating.Fixtures.tiers;
import static io.downbeat.rating.Fixtures.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.usage.WindowQuantity;
import io.downbeat.usage.metrics.Aggregation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UsageLinesTest {

    private static List<ComputedLine> lines(Map<UsageTerm, List<GroupUsage>> usage) {
        Map<UsageInterval, List<GroupUsage>> answers = new HashMap<>();
        usage.forEach((term, groups) ->
                answers.put(UsageInterval.of(CUSTOMER, Fixtures.JANUARY, term, Timeline.empty()), groups));
        List<UsageTerm> terms = List.copyOf(usage.keySet());
        return Fixtures.lines(terms, answers, List.of());
    }

    private static List<String> shown(List<ComputedLine> lines) {
        return lines.stream()
                .map(ComputedLine::line)
                .map(line -> line.name() + " " + plain(line.quantity().units()) + " x "
                        + plain(line.quantity().unitPrice().value()) + " = "
                        + plain(line.total().value()))
                .toList();
    }

    private static String plain(BigDecimal number) {
        return number.toPlainString();
    }

    @Test
    void a_tiered_quantity_has_one_line_per_tier_in_tier_order() {
        assertThat(shown(lines(Map.of(term("Tokens", tiers()), List.of(used("12"))))))
                .containsExactly("Tokens 5 x 0 = 0", "Tokens 5 x 100 = 500", "Tokens 2 x 150 = 300");
    }

    @Test
    void a_product_without_usage_has_a_line_of_zero_unless_it_is_grouped() {
        UsageTerm grouped = term("Seats", flat("2"), List.of(), Map.of(), List.of("team"));
        UsageTerm priced = term("Calls", flat("2"), List.of("region"), Map.of("region", "eu"), List.of());
        assertThat(shown(lines(Map.of(term("Tokens", flat("2")), List.of(), grouped, List.of(), priced, List.of()))))
                .containsExactly("Tokens 0 x 2 = 0");
    }

    @Test
    void a_pricing_group_takes_its_own_usage_only() {
        UsageTerm europe = term("Calls", flat("3"), List.of("region"), Map.of("region", "eu"), List.of());
        List<ComputedLine> lines =
                lines(Map.of(europe, List.of(used("10", "region", "eu"), used("99", "region", "us"))));
        assertThat(shown(lines)).containsExactly("Calls 10 x 3 = 30");
        assertThat(lines.getFirst().line().source().pricingGroupValues()).isEqualTo(Map.of("region", "eu"));
    }

    @Test
    void tiers_count_anew_for_each_presentation_value() {
        UsageTerm term = term("Tokens", tiers(), List.of(), Map.of(), List.of("team"));
        assertThat(shown(lines(Map.of(term, List.of(used("6", "team", "a"), used("6", "team", "b"))))))
                .containsExactly(
                        "Tokens 5 x 0 = 0", "Tokens 1 x 100 = 100", "Tokens 5 x 0 = 0", "Tokens 1 x 100 = 100");
    }

    @Test
    void lines_come_by_higher_price_and_then_by_name() {
        assertThat(shown(lines(Map.of(
                        term("B", flat("1")), List.of(used("1")),
                        term("A", flat("1")), List.of(used("1")),
                        term("C", flat("2")), List.of(used("1"))))))
                .containsExactly("C 1 x 2 = 2", "A 1 x 1 = 1", "B 1 x 1 = 1");
    }

    @Test
    void a_line_is_rounded_once_and_half_a_cent_goes_up() {
        assertThat(shown(lines(Map.of(term("Tokens", flat("0.5")), List.of(used("1"))))))
                .containsExactly("Tokens 1 x 0.5 = 1");
        assertThat(shown(lines(Map.of(term("Tokens", flat("0.499")), List.of(used("1"))))))
                .containsExactly("Tokens 1 x 0.499 = 0");
    }

    @Test
    void what_is_due_so_far_counts_whole_cents_only() {
        List<ComputedLine> lines = lines(Map.of(term("Tokens", flat("0.4")), List.of(used("4"))));
        assertThat(Rating.certainSoFar(CreditType.USD_CENTS, lines, at("2025-01-02")))
                .isEqualByComparingTo(Amount.cents(1));
        assertThat(lines.getFirst().line().total()).isEqualByComparingTo(Amount.cents(2));
    }

    @Property(tries = 200)
    void windows_add_up_to_the_line_whatever_the_usage(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 9) Integer> hours, @ForAll boolean tiered) {
        UsageTerm term = term("Tokens", tiered ? tiers() : flat("0.37"));
        List<WindowQuantity> windows = new ArrayList<>();
        for (int i = 0; i < hours.size(); i++) {
            Instant from = Fixtures.JANUARY.start().plus(Duration.ofHours(i * 17L));
            windows.add(new WindowQuantity(
                    from, from.plus(Duration.ofHours(1)), Map.of(), BigDecimal.valueOf(hours.get(i))));
        }
        List<QuantityPoint> cumulative = IntervalUsage.cumulative(Aggregation.SUM, null, windows, null);
        BigDecimal quantity =
                cumulative.isEmpty() ? BigDecimal.ZERO : cumulative.getLast().soFar();
        List<ComputedLine> lines =
                lines(Map.of(term, List.of(new GroupUsage(Map.of(), BigDecimal.ZERO, quantity, cumulative))));
        List<InvoiceLine> whole = lines.stream().map(ComputedLine::line).toList();
        Amount total = Rating.total(CreditType.USD_CENTS, whole);
        List<InvoiceLine> parts = new ArrayList<>();
        for (Instant day = Fixtures.JANUARY.start(); day.isBefore(Fixtures.JANUARY.end()); ) {
            Instant next = day.plus(Duration.ofDays(1));
            parts.addAll(Rating.window(new InvoiceMoment.Interval(Fixtures.JANUARY), lines, day, next));
            day = next;
        }
        assertThat(Rating.total(CreditType.USD_CENTS, parts)).isEqualByComparingTo(total);
        assertThat(parts.stream().map(part -> part.quantity().units()).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(quantity);
    }
}
