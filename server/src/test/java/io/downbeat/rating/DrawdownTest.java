package io.downbeat.rating;

import static io.downbeat.rating.Fixtures.CUSTOMER;
import static io.downbeat.rating.Fixtures.JANUARY;
import static io.downbeat.rating.Fixtures.at;
import static io.downbeat.rating.Fixtures.flat;
import static io.downbeat.rating.Fixtures.term;
import static io.downbeat.rating.Fixtures.tiers;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.UsageTerm;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What balances pay of an invoice: rows of pricing.md 2.6, each on one contract in January 2025. */
class DrawdownTest {
    private static final ContractId CONTRACT = new ContractId(new UUID(7, 8));

    private record Event(UsageTerm term, String day, String quantity) {}

    private final List<Event> events = new ArrayList<>();
    private final List<UsageTerm> terms = new ArrayList<>();
    private final List<Standing> balances = new ArrayList<>();
    private final List<ProductId> shownFirst = new ArrayList<>();

    private UsageTerm used(UsageTerm term, String day, String quantity) {
        if (!terms.contains(term)) {
            terms.add(term);
        }
        events.add(new Event(term, day, quantity));
        return term;
    }

    private Balance balance(String name, BalanceType type, String amount) {
        return balance(name, type, amount, "2025-01-01", "2026-01-01", 100, new AppliesTo.Everything());
    }

    private Balance balance(
            String name,
            BalanceType type,
            String amount,
            String from,
            String until,
            int priority,
            AppliesTo appliesTo) {
        AccessSegment segment = new AccessSegment(
                new AccessSegmentId(new UUID(5, name.hashCode())), new BigDecimal(amount), at(from), at(until));
        PaymentItem item = new PaymentItem(new UUID(6, 1), at(from), new BigDecimal(amount), BigDecimal.ONE);
        Balance balance = new Balance(
                new BalanceId(new UUID(4, name.hashCode())),
                CUSTOMER,
                new BalanceScope.OfContract(CONTRACT.value()),
                type,
                new BalanceTerms(
                        new ProductId(new UUID(3, 3)),
                        name,
                        null,
                        BigDecimal.valueOf(priority),
                        appliesTo,
                        RateType.LIST_RATE,
                        null,
                        Map.of()),
                CreditType.USD_CENTS,
                List.of(segment),
                type == BalanceType.CREDIT ? null : new PaymentSchedule(CreditType.USD_CENTS, false, List.of(item)),
                BalanceOrigin.AGREED,
                at("2025-01-01").plusSeconds(balances.size()),
                null);
        balances.add(new Standing(balance, Map.of(segment.id(), segment.amount())));
        return balance;
    }

    private Rating.Rated rated() {
        Remaining before = Remaining.of(balances);
        var cuts = new BalanceCuts(before.balances(), new Contract.Ref(CUSTOMER, CONTRACT));
        List<CutInterval> intervals =
                cuts.cut(terms.stream().map(Fixtures::priced).toList());
        Map<UsageInterval, List<GroupUsage>> usage = new HashMap<>();
        for (CutInterval interval : intervals) {
            interval.parts().forEach(part -> usage(part.term(), interval.whole().term(), usage));
        }
        return Rating.rate(
                new Rating.Subject(new UUID(7, 7), CUSTOMER, CONTRACT, JANUARY, CreditType.USD_CENTS),
                new Rating.Prices(intervals, shownFirst, Timeline.empty(), Map.of()),
                usage,
                new Rating.Items(List.of(), List.of()),
                Map.of(),
                before);
    }

    private void usage(UsageTerm part, UsageTerm whole, Map<UsageInterval, List<GroupUsage>> usage) {
        List<QuantityPoint> hours = events.stream()
                .filter(event -> event.term.equals(whole))
                .sorted((one, other) -> one.day.compareTo(other.day))
                .map(event -> new QuantityPoint(
                        at(event.day), soFar(event.term, at(event.day).plusNanos(1))))
                .filter(point ->
                        !point.hour().isBefore(part.from()) && point.hour().isBefore(part.until()))
                .toList();
        BigDecimal before = soFar(whole, part.from());
        BigDecimal after = soFar(whole, part.until());
        if (before.compareTo(after) != 0) {
            usage.put(
                    UsageInterval.of(CUSTOMER, JANUARY, part, Timeline.empty()),
                    List.of(new GroupUsage(Map.of(), before, after, hours)));
        }
    }

    /** As usage counts it: everything of the product since the period began, whatever its price was. */
    private BigDecimal soFar(UsageTerm term, Instant moment) {
        return events.stream()
                .filter(event -> event.term.product().equals(term.product())
                        && at(event.day).isBefore(moment))
                .map(event -> new BigDecimal(event.quantity))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private List<String> lines() {
        return shown(rated().lines().stream().map(ComputedLine::line).toList());
    }

    private List<String> shown(List<InvoiceLine> lines) {
        return lines.stream()
                .map(line -> line.quantity() == null
                        ? line.name() + " " + plain(line.total().value())
                        : line.name() + " " + plain(line.quantity().units()) + "x"
                                + plain(line.quantity().unitPrice().value()) + "="
                                + plain(line.total().value()) + paidBy(line))
                .toList();
    }

    private String paidBy(InvoiceLine line) {
        InvoiceLine.PaidBy paidBy = line.paidBy();
        return paidBy == null
                ? ""
                : balances.stream()
                        .filter(each -> each.balance().id().equals(paidBy.balance()))
                        .map(each -> " <" + each.balance().terms().name() + ">")
                        .collect(Collectors.joining());
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private String total() {
        return plain(Rating.total(CreditType.USD_CENTS, invoiceLines()).value());
    }

    private String subtotal() {
        return plain(Rating.subtotal(CreditType.USD_CENTS, invoiceLines()).value());
    }

    private List<InvoiceLine> invoiceLines() {
        return rated().lines().stream().map(ComputedLine::line).toList();
    }

    private Map<String, String> draws() {
        return rated().draws().stream()
                .collect(Collectors.toMap(
                        draw -> balances.stream()
                                .filter(each -> each.balance().id().equals(draw.balance()))
                                .map(each ->
                                        String.valueOf(each.balance().terms().name()))
                                .findFirst()
                                .orElseThrow(),
                        draw -> plain(draw.amount().value())));
    }

    private static AppliesTo only(@Nullable UsageTerm... terms) {
        return new AppliesTo.Products(
                Arrays.stream(terms).map(term -> term.product().id()).collect(Collectors.toSet()), Set.of());
    }

    private static UsageTerm during(UsageTerm term, String from, String until) {
        return term.between(at(from), at(until));
    }

    @Test
    void a_prepaid_commit_pays_what_it_has_and_the_rest_is_owed_as_in_row_1() {
        used(term("Data Storage", flat("100")), "2025-01-05", "10");
        balance("P", BalanceType.PREPAID, "400");
        assertThat(lines()).containsExactly("Data Storage 4x100=400 <P>", "P applied -400", "Data Storage 6x100=600");
        assertThat(subtotal()).isEqualTo("1000");
        assertThat(total()).isEqualTo("600");
        assertThat(draws()).isEqualTo(Map.of("P", "400"));
    }

    @Test
    void what_a_postpaid_commit_pays_is_owed_all_the_same_as_in_row_3() {
        used(term("Tokens", flat("100")), "2025-01-05", "500");
        balance("P", BalanceType.PREPAID, "40000");
        balance("Q", BalanceType.POSTPAID, "40000");
        assertThat(lines())
                .containsExactly(
                        "Tokens 400x100=40000 <P>", "P applied -40000", "Tokens 100x100=10000 <Q>", "Q applied -10000");
        assertThat(subtotal()).isEqualTo("50000");
        assertThat(total()).isEqualTo("10000");
        assertThat(draws()).isEqualTo(Map.of("P", "40000", "Q", "10000"));
    }

    @Test
    void the_dearer_product_is_paid_first_as_in_row_5() {
        used(term("Data Reads", flat("260")), "2025-01-05", "1");
        used(term("Data Storage", flat("100")), "2025-01-05", "1");
        balance("K", BalanceType.CREDIT, "300");
        assertThat(lines())
                .containsExactly(
                        "Data Reads 1x260=260 <K>",
                        "K applied -260",
                        "Data Storage 0.4x100=40 <K>",
                        "K applied -40",
                        "Data Storage 0.6x100=60");
    }

    @Test
    void a_free_tier_is_attributed_to_nobody_and_a_tier_is_parted_in_twelve_decimals_as_in_row_8() {
        used(term("Tokens", tiers()), "2025-01-05", "12");
        balance("K", BalanceType.CREDIT, "600");
        assertThat(lines())
                .containsExactly(
                        "Tokens 5x0=0",
                        "Tokens 5x100=500 <K>",
                        "K applied -500",
                        "Tokens 0.666666666667x150=100 <K>",
                        "K applied -100",
                        "Tokens 1.333333333333x150=200");
        assertThat(total()).isEqualTo("200");
    }

    @Test
    void a_part_that_no_decimal_expresses_keeps_the_cents_whole_as_in_row_9() {
        used(term("Tokens", flat("3")), "2025-01-05", "10");
        balance("K", BalanceType.CREDIT, "10");
        assertThat(lines())
                .containsExactly("Tokens 3.333333333333x3=10 <K>", "K applied -10", "Tokens 6.666666666667x3=20");
    }

    @Test
    void what_costs_nothing_goes_before_what_was_paid_for_and_postpaid_last_as_in_rows_10_and_11() {
        used(term("Tokens", flat("1")), "2025-01-05", "700");
        balance("P", BalanceType.PREPAID, "500");
        balance("K", BalanceType.CREDIT, "500");
        balance("Q", BalanceType.POSTPAID, "500", "2025-01-01", "2026-01-01", 1, new AppliesTo.Everything());
        assertThat(draws()).isEqualTo(Map.of("K", "500", "P", "200"));
    }

    @Test
    void a_balance_on_fewer_products_goes_first_as_in_row_13() {
        used(term("Compute", flat("8")), "2025-01-05", "100");
        UsageTerm bandwidth = used(term("Bandwidth", flat("7")), "2025-01-05", "100");
        balance("F", BalanceType.PREPAID, "1000");
        balance("C", BalanceType.PREPAID, "500", "2025-01-01", "2026-01-01", 100, only(bandwidth));
        assertThat(lines())
                .containsExactly(
                        "Compute 100x8=800 <F>",
                        "F applied -800",
                        "Bandwidth 71.428571428571x7=500 <C>",
                        "C applied -500",
                        "Bandwidth 28.571428571429x7=200 <F>",
                        "F applied -200");
    }

    @Test
    void a_segment_that_ends_inside_cuts_the_usage_and_pays_what_was_before_as_in_row_19() {
        UsageTerm compute = used(term("CloudCompute", flat("1")), "2025-01-05", "360");
        UsageTerm storage = used(term("CloudStorage", flat("0.5")), "2025-01-05", "100");
        used(compute, "2025-01-20", "384");
        used(storage, "2025-01-20", "150");
        balance("K", BalanceType.CREDIT, "500", "2025-01-01", "2025-01-16", 100, new AppliesTo.Everything());
        assertThat(lines())
                .containsExactly(
                        "CloudCompute 360x1=360 <K>",
                        "K applied -360",
                        "CloudStorage 100x0.5=50 <K>",
                        "K applied -50",
                        "CloudCompute 384x1=384",
                        "CloudStorage 150x0.5=75");
        assertThat(total()).isEqualTo("459");
        assertThat(rated().draws())
                .singleElement()
                .satisfies(draw -> assertThat(draw.segmentEnd()).isEqualTo(at("2025-01-16")));
    }

    @Test
    void usage_at_the_very_end_of_a_segment_is_not_paid_and_just_before_it_is() {
        UsageTerm tokens = used(term("Tokens", flat("1")), "2025-01-15T23:59:59Z", "5");
        used(tokens, "2025-01-16", "7");
        balance("K", BalanceType.CREDIT, "500", "2025-01-01", "2025-01-16", 100, new AppliesTo.Everything());
        assertThat(draws()).isEqualTo(Map.of("K", "5"));
        assertThat(total()).isEqualTo("7");
    }

    @Test
    void tiers_do_not_start_anew_where_only_a_balance_cuts() {
        UsageTerm tokens = used(term("Tokens", tiers()), "2025-01-05", "8");
        used(tokens, "2025-01-20", "4");
        balance("K", BalanceType.CREDIT, "100", "2025-01-16", "2025-02-01", 100, new AppliesTo.Everything());
        assertThat(lines())
                .containsExactly(
                        "Tokens 5x0=0",
                        "Tokens 3x100=300",
                        "Tokens 1x100=100 <K>",
                        "K applied -100",
                        "Tokens 1x100=100",
                        "Tokens 2x150=300");
    }

    @Test
    void a_balance_of_one_team_cuts_no_line_of_another_even_where_that_used_nothing() {
        UsageTerm byTeam = term("Tokens", flat("1"), List.of(), Map.of(), List.of("team"));
        balance(
                "K",
                BalanceType.CREDIT,
                "100",
                "2025-01-10",
                "2025-01-20",
                100,
                new AppliesTo.Specifiers(List.of(new Specifier(null, Set.of(), Map.of(), Map.of("team", "x")))));
        Remaining before = Remaining.of(balances);
        List<CutInterval> intervals = new BalanceCuts(before.balances(), new Contract.Ref(CUSTOMER, CONTRACT))
                .cut(List.of(Fixtures.priced(byTeam)));
        Map<UsageInterval, List<GroupUsage>> usage = new HashMap<>();
        intervals.getFirst().parts().stream()
                .filter(part -> !part.term().from().equals(at("2025-01-10")))
                .forEach(part -> {
                    boolean early = part.term().from().equals(JANUARY.start());
                    usage.put(
                            UsageInterval.of(CUSTOMER, JANUARY, part.term(), Timeline.empty()),
                            List.of(new GroupUsage(
                                    Map.of("team", "y"),
                                    new BigDecimal(early ? 0 : 3),
                                    new BigDecimal(early ? 3 : 5),
                                    List.of())));
                });
        List<ComputedLine> lines = Rating.rate(
                        new Rating.Subject(new UUID(7, 7), CUSTOMER, CONTRACT, JANUARY, CreditType.USD_CENTS),
                        new Rating.Prices(intervals, List.of(), Timeline.empty(), Map.of()),
                        usage,
                        new Rating.Items(List.of(), List.of()),
                        Map.of(),
                        before)
                .lines();
        assertThat(shown(lines.stream().map(ComputedLine::line).toList())).containsExactly("Tokens 5x1=5");
        assertThat(lines.getFirst().line().source()).isInstanceOfSatisfying(InvoiceLine.Usage.class, line -> {
            assertThat(line.startingAt()).isEqualTo(JANUARY.start());
            assertThat(line.endingBefore()).isEqualTo(JANUARY.end());
        });
    }

    @Test
    void a_cut_changes_no_cent_of_what_all_comes_to() {
        UsageTerm tokens = used(term("Tokens", flat("0.5")), "2025-01-05", "1");
        used(tokens, "2025-01-20", "1");
        balance("K", BalanceType.CREDIT, "0", "2025-01-16", "2025-02-01", 100, new AppliesTo.Everything());
        assertThat(lines()).containsExactly("Tokens 1x0.5=1", "Tokens 1x0.5=0");
        assertThat(total()).isEqualTo("1");
    }

    @Test
    void a_price_that_changes_is_no_change_of_balance_and_what_goes_down_gives_nothing_back_as_in_row_22() {
        UsageTerm whole = term("Seats", flat("300"));
        UsageTerm early = during(whole, "2025-01-01", "2025-01-17");
        UsageTerm late = during(term("Seats", flat("400")), "2025-01-17", "2025-02-01");
        used(early, "2025-01-05", "40");
        used(late, "2025-01-20", "-10");
        balance("K", BalanceType.CREDIT, "10000");
        assertThat(lines())
                .containsExactly(
                        "Seats 33.333333333333x300=10000 <K>",
                        "K applied -10000",
                        "Seats 6.666666666667x300=2000",
                        "Seats -10x400=-4000");
        assertThat(subtotal()).isEqualTo("8000");
        assertThat(total()).isEqualTo("-2000");
    }

    @Test
    void the_order_of_a_cards_products_is_for_the_eye_and_does_not_change_who_is_paid_as_in_row_128() {
        used(term("Data Reads", flat("260")), "2025-01-05", "1");
        UsageTerm storage = used(term("Data Storage", flat("100")), "2025-01-05", "1");
        balance("K", BalanceType.CREDIT, "300");
        shownFirst.add(storage.product().id());
        assertThat(lines())
                .containsExactly(
                        "Data Storage 0.4x100=40 <K>",
                        "K applied -40",
                        "Data Storage 0.6x100=60",
                        "Data Reads 1x260=260 <K>",
                        "K applied -260");
    }

    @Test
    void a_balance_below_zero_pays_nothing() {
        used(term("Tokens", flat("1")), "2025-01-05", "7");
        Balance balance = balance("K", BalanceType.CREDIT, "10");
        balances.set(
                0, new Standing(balance, Map.of(balance.segments().getFirst().id(), new BigDecimal(-3))));
        assertThat(lines()).containsExactly("Tokens 7x1=7");
    }

    @Test
    void each_day_shows_the_same_pairs_and_the_days_add_up_as_in_row_131() {
        UsageTerm tokens = used(term("Tokens", flat("100")), "2025-01-05", "30");
        used(tokens, "2025-01-06", "30");
        used(tokens, "2025-01-07", "20");
        balance("P", BalanceType.PREPAID, "5000");
        List<ComputedLine> lines = rated().lines();
        List<List<String>> days = new ArrayList<>();
        List<InvoiceLine> all = new ArrayList<>();
        for (Instant day = JANUARY.start(); day.isBefore(JANUARY.end()); day = day.plus(Duration.ofDays(1))) {
            List<InvoiceLine> parts =
                    Rating.window(new InvoiceMoment.Interval(JANUARY), lines, day, day.plus(Duration.ofDays(1)))
                            .stream()
                            .filter(line -> line.total().signum() != 0)
                            .toList();
            all.addAll(parts);
            if (!parts.isEmpty()) {
                days.add(shown(parts));
            }
        }
        assertThat(days)
                .containsExactly(
                        List.of("Tokens 30x100=3000 <P>", "P applied -3000"),
                        List.of("Tokens 20x100=2000 <P>", "P applied -2000", "Tokens 10x100=1000"),
                        List.of("Tokens 20x100=2000"));
        assertThat(Rating.total(CreditType.USD_CENTS, all)).isEqualByComparingTo(Amount.cents(3000));
    }

    @Test
    void what_is_certain_leaves_out_what_a_prepaid_commit_pays_and_counts_what_a_postpaid_one_does() {
        used(term("Tokens", flat("100")), "2025-01-05", "10");
        balance("P", BalanceType.PREPAID, "400");
        balance("Q", BalanceType.POSTPAID, "400");
        assertThat(Rating.certainSoFar(CreditType.USD_CENTS, rated().lines(), at("2025-01-06")))
                .isEqualByComparingTo(Amount.cents(600));
    }
}
