package io.downbeat.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import io.downbeat.invoicing.InvoiceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private static final Destination STRIPE = new Destination("stripe", "Stripe", "charged automatically", "p-stripe");
    private static final Destination AWS =
            new Destination("aws_marketplace", "AWS Marketplace", "metered hourly", "p-aws");

    private static final Instant JANUARY = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant MID_JULY = Instant.parse("2025-07-12T09:00:00Z");

    private static ServicePeriods monthly(@Nullable Instant end) {
        return new ServicePeriods(new StatementSchedule(Frequency.MONTHLY, JANUARY), JANUARY, end);
    }

    private static Instant month(int months) {
        return JANUARY.atZone(ZoneOffset.UTC).plusMonths(months).toInstant();
    }

    private static Bill bill(int month, Condition condition) {
        return new Bill(
                new InvoiceId(new UUID(0, month)),
                new ServicePeriod(month(month), month(month + 1)),
                month(month + 1),
                condition,
                condition.name(),
                2,
                "$684.53",
                STRIPE,
                "",
                "/console/invoices/" + month);
    }

    private static Bill charge(String at) {
        return new Bill(
                new InvoiceId(UUID.nameUUIDFromBytes(at.getBytes(StandardCharsets.UTF_8))),
                null,
                Instant.parse(at),
                Condition.DELIVERED,
                "CONFIRMED",
                1,
                "$500.00",
                STRIPE,
                "",
                "/console/invoices/x");
    }

    private static Plan plan(
            Window window, Instant now, List<Plan.Segment> segments, List<Bill> bills, ServicePeriods periods) {
        return new Plan(
                segments,
                bills,
                periods.between(window.from(), window.until()).stream()
                        .map(period -> new Plan.Period(period, STRIPE))
                        .toList(),
                window,
                now);
    }

    private static Figure figure(List<Plan.Segment> segments, List<Bill> bills) {
        ServicePeriods periods = monthly(null);
        Window window = Window.Range.RECENT.of(periods, MID_JULY);
        return Drawing.of(plan(window, MID_JULY, segments, bills, periods));
    }

    @Test
    void shows_six_periods_that_ended_and_three_to_come() {
        assertThat(Window.Range.RECENT.of(monthly(null), MID_JULY)).isEqualTo(new Window(JANUARY, month(9)));
        assertThat(Window.Range.RECENT.of(monthly(null), month(24))).isEqualTo(new Window(month(18), month(27)));
    }

    @Test
    void a_contract_that_has_not_begun_shows_its_first_periods() {
        assertThat(Window.Range.RECENT.of(monthly(null), JANUARY.minusSeconds(1)))
                .isEqualTo(new Window(JANUARY, month(3)));
    }

    @Test
    void a_contract_that_is_over_shows_its_last_periods() {
        assertThat(Window.Range.RECENT.of(monthly(month(4)), month(30))).isEqualTo(new Window(JANUARY, month(4)));
        assertThat(Window.Range.ALL.of(monthly(month(4)), month(3).plusSeconds(1)))
                .isEqualTo(new Window(JANUARY, month(4)));
    }

    @Test
    void segments_tile_the_figure_and_the_open_one_runs_to_its_edge() {
        Figure figure = figure(
                List.of(new Plan.Segment(STRIPE, JANUARY, month(3)), new Plan.Segment(AWS, month(3), null)), List.of());
        assertThat(figure.segments()).extracting(Figure.Segment::x).containsExactly("0.000%", "32.967%");
        assertThat(figure.segments()).extracting(Figure.Segment::width).containsExactly("32.967%", "67.033%");
        assertThat(figure.segments()).extracting(Figure.Segment::until).containsExactly(month(3).toString(), "");
    }

    @Test
    void a_segment_that_began_before_the_window_keeps_its_own_dates() {
        ServicePeriods periods = monthly(null);
        Window window = new Window(month(6), month(9));
        Figure figure = Drawing.of(
                plan(window, MID_JULY, List.of(new Plan.Segment(STRIPE, JANUARY, null)), List.of(), periods));
        Figure.Segment only = figure.segments().getFirst();
        assertThat(only.x()).isEqualTo("0.000%");
        assertThat(only.width()).isEqualTo("100.000%");
        assertThat(only.from()).isEqualTo("2025-01-01T00:00:00Z");
    }

    @Test
    void a_segment_to_come_is_drawn_so_and_says_from_when() {
        Figure figure = figure(
                List.of(new Plan.Segment(STRIPE, JANUARY, month(7)), new Plan.Segment(AWS, month(7), null)), List.of());
        assertThat(figure.segments()).extracting(Figure.Segment::css).containsExactly("p-stripe", "p-aws to-come");
        assertThat(figure.segments().getLast().title()).contains("from 1 Aug 2025 00:00 UTC, open");
    }

    @Test
    void a_label_that_does_not_fit_is_left_out_and_the_title_has_it() {
        Figure figure = figure(
                List.of(new Plan.Segment(STRIPE, JANUARY, month(1)), new Plan.Segment(AWS, month(1), null)), List.of());
        Figure.Segment january = figure.segments().getFirst();
        assertThat(january.name()).isEqualTo("Stripe");
        assertThat(january.nameCss()).isEmpty();
        assertThat(january.how()).as("126 pixels of text in a month's 119").isNull();
        assertThat(january.title()).contains("charged automatically");
        assertThat(figure.segments().getLast().how()).isEqualTo("metered hourly");
    }

    @Test
    void below_seven_per_cent_a_segment_has_one_line_and_below_four_none() {
        ServicePeriods weekly = new ServicePeriods(new StatementSchedule(Frequency.WEEKLY, JANUARY), JANUARY, null);
        Destination brief = new Destination("stripe", "S", "a", "p-stripe");
        Instant second = JANUARY.plusSeconds(7 * 86400);
        for (int weeks : List.of(14, 15, 24, 26)) {
            Window window = new Window(JANUARY, JANUARY.plusSeconds(weeks * 7L * 86400));
            Figure figure = Drawing.of(plan(
                    window,
                    MID_JULY,
                    List.of(new Plan.Segment(brief, JANUARY, second), new Plan.Segment(AWS, second, null)),
                    List.of(),
                    weekly));
            Figure.Segment first = figure.segments().getFirst();
            assertThat(first.name() != null).as("name at %s weeks", weeks).isEqualTo(100.0 / weeks >= 4);
            assertThat(first.how() != null).as("how at %s weeks", weeks).isEqualTo(100.0 / weeks >= 7);
        }
    }

    @Test
    void now_at_the_very_edge_keeps_its_pill_inside() {
        ServicePeriods periods = monthly(null);
        Window window = new Window(JANUARY, month(3));
        Figure atStart = Drawing.of(plan(window, JANUARY, List.of(), List.of(), periods));
        assertThat(atStart.nowX()).isEqualTo("0.000%");
        assertThat(atStart.nowPill()).isEqualTo("2.899%");
        Figure atEnd = Drawing.of(plan(window, month(3), List.of(), List.of(), periods));
        assertThat(atEnd.nowX()).isEqualTo("100.000%");
        assertThat(Drawing.of(plan(window, month(3).plusSeconds(60), List.of(), List.of(), periods))
                        .nowX())
                .isNull();
    }

    @Test
    void each_period_without_an_invoice_that_is_not_over_has_a_dot() {
        Figure figure = figure(List.of(), List.of(bill(5, Condition.DELIVERED), bill(6, Condition.DRAFT)));
        assertThat(figure.marks())
                .extracting(Figure.Mark::shape)
                .containsExactly(Figure.Shape.DISC, Figure.Shape.DASHED_RING, Figure.Shape.DOT, Figure.Shape.DOT);
        assertThat(figure.marks()).extracting(mark -> mark.invoice() == null).containsExactly(false, false, true, true);
    }

    @Test
    void the_shape_tells_the_condition_without_its_colour() {
        Figure figure = figure(
                List.of(),
                List.of(
                        bill(0, Condition.DELIVERED),
                        bill(1, Condition.IN_DOUBT),
                        bill(2, Condition.NEEDS_YOU),
                        bill(3, Condition.RETRYING),
                        bill(4, Condition.SKIPPED),
                        bill(5, Condition.VOID),
                        bill(6, Condition.DRAFT)));
        assertThat(figure.marks().stream()
                        .filter(mark -> mark.invoice() != null)
                        .map(mark -> mark.shape() + " " + mark.glyph()))
                .doesNotHaveDuplicates();
    }

    @Test
    void charges_of_one_day_stack_and_none_of_them_is_lost() {
        Figure figure = figure(
                List.of(),
                List.of(
                        charge("2025-02-03T00:00:00Z"),
                        charge("2025-02-03T01:00:00Z"),
                        charge("2025-02-09T00:00:00Z"),
                        charge("2025-05-01T00:00:00Z")));
        List<Figure.Mark> charges = figure.marks().stream()
                .filter(mark -> mark.y() == Figure.CHARGES_LANE)
                .toList();
        assertThat(figure.charges()).isTrue();
        assertThat(charges).extracting(Figure.Mark::glyph).containsExactly("3", "✓");
        assertThat(charges.getFirst().others()).hasSize(2);
    }

    @Test
    void a_stack_shows_the_worst_that_is_in_it() {
        Bill parked = new Bill(
                new InvoiceId(new UUID(9, 9)),
                null,
                Instant.parse("2025-02-04T00:00:00Z"),
                Condition.NEEDS_YOU,
                "PARKED",
                1,
                "$1.00",
                STRIPE,
                "No such customer",
                "/");
        Figure figure = figure(List.of(), List.of(charge("2025-02-03T00:00:00Z"), parked));
        Figure.Mark mark = figure.marks().getLast();
        assertThat(mark.invoice().state()).isEqualTo("PARKED");
        assertThat(mark.shape()).isEqualTo(Figure.Shape.TRIANGLE);
        assertThat(mark.title()).contains("No such customer");
    }

    @Test
    void more_than_thirty_six_periods_come_in_quarters_and_years() {
        ServicePeriods periods = monthly(null);
        Instant now = month(40);
        Window window = Window.Range.ALL.of(periods, now);
        List<Bill> bills = new ArrayList<>();
        for (int month = 0; month < 40; month++) {
            bills.add(bill(month, Condition.DELIVERED));
        }
        Figure figure = Drawing.of(plan(window, now, List.of(), bills, periods));
        assertThat(figure.periods()).hasSize(15);
        assertThat(figure.ticks()).extracting(Figure.Tick::label).containsExactly("2025", "2026", "2027", "2028");
        assertThat(figure.marks().stream().filter(mark -> mark.invoice() != null))
                .extracting(mark -> mark.label() == null ? null : mark.label().word())
                .hasSize(14)
                .containsOnly("3 invoices", "delivered")
                .endsWith("delivered");
        assertThat(figure.marks().stream()
                        .filter(mark -> mark.invoice() != null)
                        .mapToInt(mark -> 1 + mark.others().size())
                        .sum())
                .isEqualTo(40);
    }

    @Test
    void the_axis_has_months_and_the_year_where_it_begins() {
        ServicePeriods periods = monthly(null);
        Figure figure = Drawing.of(plan(new Window(month(9), month(15)), month(12), List.of(), List.of(), periods));
        assertThat(figure.ticks())
                .extracting(Figure.Tick::label)
                .containsExactly("Oct 2025", "Nov", "Dec", "Jan 2026", "Feb", "Mar");
    }

    @Test
    void labels_of_the_axis_never_touch() {
        ServicePeriods periods = monthly(null);
        Figure figure = Drawing.of(plan(new Window(JANUARY, month(36)), month(12), List.of(), List.of(), periods));
        double free = 0;
        for (Figure.Tick tick : figure.ticks()) {
            double x = Double.parseDouble(tick.x().replace("%", ""));
            assertThat(x).isGreaterThanOrEqualTo(free);
            free = x + tick.label().length();
        }
    }

    @Test
    void the_list_tells_the_same_in_order_of_time() {
        Figure figure = figure(
                List.of(),
                List.of(bill(6, Condition.DRAFT), charge("2025-02-03T00:00:00Z"), bill(0, Condition.DELIVERED)));
        assertThat(figure.items())
                .extracting(item -> item.when() + " " + item.word())
                .containsExactly(
                        "Jan 2025 delivered",
                        "Charge, 3 Feb 2025 delivered",
                        "Jul 2025 draft",
                        "Aug 2025 to come",
                        "Sep 2025 to come");
    }

    private static Figure figure(Plan.Extras extras) {
        ServicePeriods periods = monthly(null);
        Window window = Window.Range.RECENT.of(periods, MID_JULY);
        Plan plain = plan(window, MID_JULY, List.of(new Plan.Segment(AWS, JANUARY, null)), List.of(), periods);
        return Drawing.of(
                new Plan(plain.segments(), plain.bills(), plain.periods(), extras, plain.window(), plain.now()));
    }

    private static Plan.Metered day(String day, long metered, long accepted, int expired, @Nullable Instant openUntil) {
        return new Plan.Metered(Instant.parse(day + "T00:00:00Z"), metered, accepted, expired, openUntil);
    }

    @Test
    void metering_is_a_strip_of_days_with_the_accepted_share_as_height() {
        Instant closes = Instant.parse("2025-07-12T14:00:00Z");
        Figure figure = figure(new Plan.Extras(
                List.of(),
                List.of(
                        day("2025-07-09", 100, 100, 0, null),
                        day("2025-07-10", 100, 50, 0, null),
                        day("2025-07-11", 100, 10, 2, null),
                        day("2025-07-12", 100, 0, 0, closes))));
        Figure.Strip strip = figure.strip();
        assertThat(strip.columns()).extracting(Figure.Column::height).containsExactly(24, 12, 24, 2);
        assertThat(strip.columns()).extracting(Figure.Column::css).containsExactly("whole", "part", "expired", "part");
        assertThat(strip.columns().get(2).title()).contains("2 hours expired");
        assertThat(strip.closesX()).isNotNull();
        assertThat(strip.closes()).contains("12 Jul 2025 14:00 UTC");
        assertThat(strip.says()).isEqualTo("Metered on 4 days, 1 accepted in full; 2 hours expired.");
        assertThat(figure.height()).isGreaterThan(figure(Plan.Extras.NONE).height());
    }

    @Test
    void many_days_of_metering_are_columns_of_several() {
        List<Plan.Metered> days = new ArrayList<>();
        for (int day = 0; day < 1000; day++) {
            days.add(new Plan.Metered(JANUARY.plusSeconds(86_400L * day), 10, 10, 0, null));
        }
        Window window = new Window(JANUARY, JANUARY.plusSeconds(86_400L * 1000));
        Figure figure = Drawing.of(
                new Plan(List.of(), List.of(), List.of(), new Plan.Extras(List.of(), days), window, MID_JULY));
        assertThat(figure.strip().columns()).hasSizeLessThanOrEqualTo(400).hasSizeGreaterThan(300);
    }

    @Test
    void what_was_replaced_is_a_ghost_below_what_took_its_place() {
        Figure figure =
                figure(new Plan.Extras(List.of(new Plan.Replaced(STRIPE, month(3), month(5), MID_JULY)), List.of()));
        assertThat(figure.ghosts())
                .singleElement()
                .satisfies(ghost ->
                        assertThat(ghost.title()).startsWith("Replaced: Stripe").contains("1 Apr 2025"));
    }

    @Test
    void nobody_and_an_intermediary_are_hatched() {
        Figure figure = figure(
                List.of(new Plan.Segment(Destination.NOBODY, JANUARY, month(3)), new Plan.Segment(AWS, month(3), null)),
                List.of());
        assertThat(figure.segments()).extracting(Figure.Segment::isHatched).containsExactly(true, false);
    }
}
