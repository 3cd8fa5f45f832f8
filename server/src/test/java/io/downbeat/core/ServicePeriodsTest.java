package io.downbeat.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicePeriodsTest {

    @ParameterizedTest(name = "{0} {1} from {2}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
        MONTHLY   | FIRST_OF_MONTH | 2025-01-01 |            | 2025-02-01 2025-03-01 2025-04-01
        MONTHLY   | FIRST_OF_MONTH | 2025-01-15 |            | 2025-02-01 2025-03-01 2025-04-01
        MONTHLY   | CONTRACT_START | 2025-01-31 |            | 2025-02-28 2025-03-31 2025-04-30
        MONTHLY   | CONTRACT_START | 2024-01-31 |            | 2024-02-29 2024-03-31 2024-04-30
        MONTHLY   | CUSTOM_DATE    | 2024-09-15 | 2024-09-10 | 2024-10-10 2024-11-10 2024-12-10
        MONTHLY   | CUSTOM_DATE    | 2024-09-05 | 2024-09-10 | 2024-09-10 2024-10-10 2024-11-10
        QUARTERLY | FIRST_OF_MONTH | 2025-05-15 |            | 2025-07-01 2025-10-01 2026-01-01
        QUARTERLY | CONTRACT_START | 2024-11-30 |            | 2025-02-28 2025-05-30 2025-08-30
        ANNUAL    | FIRST_OF_MONTH | 2024-02-29 |            | 2025-02-01 2026-02-01 2027-02-01
        ANNUAL    | CONTRACT_START | 2024-02-29 |            | 2025-02-28 2026-02-28 2027-02-28
        WEEKLY    | FIRST_OF_MONTH | 2025-01-10 |            | 2025-01-15 2025-01-22 2025-01-29
        WEEKLY    | CONTRACT_START | 2025-02-25 |            | 2025-03-04 2025-03-11 2025-03-18
        """)
    void boundaries_fall_where_the_terms_say(
            Frequency frequency, StatementSchedule.Day day, LocalDate start, LocalDate custom, String boundaries) {
        Instant from = start.atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant anchor = custom == null ? null : custom.atStartOfDay().toInstant(ZoneOffset.UTC);
        var periods = new ServicePeriods(StatementSchedule.of(frequency, day, from, anchor), from, null);
        ServicePeriod first = periods.first();
        ServicePeriod second = periods.after(first).orElseThrow();
        ServicePeriod third = periods.after(second).orElseThrow();
        assertThat(first.start()).isEqualTo(from);
        assertThat(List.of(first, second, third))
                .extracting(period -> period.end().toString().substring(0, 10))
                .containsExactly(boundaries.strip().split(" "));
    }

    @Test
    void a_moment_on_a_boundary_belongs_to_the_period_that_starts_there() {
        var periods = monthly("2025-01-01T00:00:00Z", null);
        Instant boundary = Instant.parse("2025-02-01T00:00:00Z");
        assertThat(periods.containing(boundary.minusNanos(1)).orElseThrow().end())
                .isEqualTo(boundary);
        assertThat(periods.containing(boundary).orElseThrow().start()).isEqualTo(boundary);
    }

    @Test
    void there_is_no_period_before_the_start_nor_at_the_end() {
        var periods = monthly("2025-01-10T00:00:00Z", "2025-02-20T00:00:00Z");
        assertThat(periods.containing(Instant.parse("2025-01-09T23:59:59Z"))).isEmpty();
        assertThat(periods.containing(Instant.parse("2025-02-19T23:59:59Z"))).isPresent();
        assertThat(periods.containing(Instant.parse("2025-02-20T00:00:00Z"))).isEmpty();
        assertThat(periods.between(Instant.EPOCH, Instant.parse("2099-01-01T00:00:00Z")))
                .containsExactly(
                        period("2025-01-10T00:00:00Z", "2025-02-01T00:00:00Z"),
                        period("2025-02-01T00:00:00Z", "2025-02-20T00:00:00Z"));
    }

    @Property(tries = 500)
    void periods_tile_the_contract(
            @ForAll("terms") StatementSchedule terms,
            @ForAll @IntRange(min = 0, max = 24 * 365) int startHours,
            @ForAll @IntRange(min = 1, max = 24 * 1200) int lengthHours) {
        Instant start = Instant.parse("2023-06-01T00:00:00Z").plusSeconds(3600L * startHours);
        Instant end = start.plusSeconds(3600L * lengthHours);
        List<ServicePeriod> all = new ServicePeriods(terms, start, end).between(start, end);
        assertThat(all.getFirst().start()).isEqualTo(start);
        assertThat(all.getLast().end()).isEqualTo(end);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).start()).isEqualTo(all.get(i - 1).end());
        }
    }

    @Property(tries = 500)
    void the_period_of_a_moment_contains_it(
            @ForAll("terms") StatementSchedule terms, @ForAll @IntRange(min = 0, max = 60 * 24 * 900) int minutes) {
        Instant start = Instant.parse("2023-06-15T07:00:00Z");
        Instant moment = start.plusSeconds(60L * minutes);
        assertThat(new ServicePeriods(terms, start, null)
                        .containing(moment)
                        .orElseThrow()
                        .contains(moment))
                .isTrue();
    }

    @Provide
    Arbitrary<StatementSchedule> terms() {
        Arbitrary<Instant> anchors = Arbitraries.longs()
                .between(-800, 800)
                .map(day -> Instant.parse("2024-01-31T00:00:00Z").plusSeconds(86_400 * day));
        return Arbitraries.of(Frequency.values())
                .flatMap(frequency -> anchors.map(anchor -> new StatementSchedule(frequency, anchor)));
    }

    private static ServicePeriods monthly(String start, String end) {
        Instant from = Instant.parse(start);
        return new ServicePeriods(StatementSchedule.standard(from), from, end == null ? null : Instant.parse(end));
    }

    private static ServicePeriod period(String start, String end) {
        return new ServicePeriod(Instant.parse(start), Instant.parse(end));
    }
}
