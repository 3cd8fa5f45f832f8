package io.downbeat.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** domain.md G.1: which segment of the schedule an invoice belongs to. */
class RoutingRuleTest {
    private static final Instant SWITCH = Instant.parse("2025-06-01T00:00:00Z");
    private static final Timeline<String> SCHEDULE = Timeline.<String>empty()
            .with(Instant.parse("2025-01-01T00:00:00Z"), "stripe")
            .with(SWITCH, "aws");

    @Test
    void a_period_that_ends_exactly_at_the_switch_stays_with_the_old_provider() {
        assertThat(interval("2025-05-01T00:00:00Z", "2025-06-01T00:00:00Z")).contains("stripe");
    }

    @Test
    void a_period_that_begins_exactly_at_the_switch_goes_to_the_new_provider() {
        assertThat(interval("2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z")).contains("aws");
    }

    @Test
    void an_interval_with_the_switch_inside_goes_to_the_new_provider() {
        assertThat(interval("2025-05-10T00:00:00Z", "2025-06-10T00:00:00Z")).contains("aws");
        assertThat(interval("2025-05-10T00:00:00Z", "2025-06-01T00:00:00.001Z")).contains("aws");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-12-31T23:59:59.999Z, ",
        "2025-01-01T00:00:00Z, stripe",
        "2025-05-31T23:59:59.999Z, stripe",
        "2025-06-01T00:00:00Z, aws",
        "2025-06-01T00:00:00.001Z, aws"
    })
    void a_charge_goes_to_the_provider_in_force_when_it_is_issued(String issuedAt, String expected) {
        assertThat(RoutingRule.segmentFor(new InvoiceMoment.Point(Instant.parse(issuedAt)), SCHEDULE)
                        .map(Timeline.Segment::value))
                .isEqualTo(Optional.ofNullable(expected));
    }

    /** The published rules, R1 by the period's end and R2 by its start, agree on the contract's grid. */
    @Property
    void both_published_rules_agree_on_the_grid(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 40) Integer> boundaries,
            @ForAll @IntRange(min = 0, max = 40) int month,
            @ForAll Frequency frequency) {
        Instant start = Instant.parse("2024-01-31T00:00:00Z");
        var grid = new ServicePeriods(new StatementSchedule(frequency, start), start, null);
        List<ServicePeriod> periods =
                grid.between(start, start.plusSeconds(86_400L * 366 * 45)).subList(0, 41);
        Timeline<Integer> schedule = Timeline.<Integer>empty().with(start, -1);
        for (int i = 0; i < boundaries.size(); i++) {
            schedule = schedule.with(periods.get(boundaries.get(i)).start(), i);
        }
        ServicePeriod period = periods.get(month);
        assertThat(RoutingRule.segmentFor(new InvoiceMoment.Interval(period), schedule))
                .isEqualTo(schedule.at(period.start()));
    }

    @Property
    void a_timeline_is_contiguous_whatever_was_put_into_it(
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 12) Integer> instants) {
        Timeline<Integer> timeline = Timeline.empty();
        for (int i : IntStream.range(0, instants.size()).toArray()) {
            timeline = timeline.with(Instant.ofEpochSecond(instants.get(i)), i);
        }
        List<Timeline.Segment<Integer>> segments = timeline.segments();
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i - 1).until()).isEqualTo(segments.get(i).from());
            assertThat(segments.get(i).from()).isAfter(segments.get(i - 1).from());
        }
        if (!segments.isEmpty()) {
            assertThat(segments.getLast().until()).isNull();
        }
    }

    private static Optional<String> interval(String start, String end) {
        var period = new ServicePeriod(Instant.parse(start), Instant.parse(end));
        return RoutingRule.segmentFor(new InvoiceMoment.Interval(period), SCHEDULE)
                .map(Timeline.Segment::value);
    }
}
