package io.downbeat.contracts.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.thresholds.CountedBalance;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.contracts.thresholds.PrepaidBalanceThreshold;
import io.downbeat.contracts.thresholds.SpendThreshold;
import io.downbeat.contracts.thresholds.ThresholdCommit;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.core.Frequency;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.RoutingRule;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import io.downbeat.core.Timeline;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.ConfigurationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of a schedule, without a database. The contract is monthly from 2025-01-01; now is 2025-05-15. */
class ProviderScheduleTest {
    private static final Instant START = day("2025-01-01");
    private static final Instant NOW = Instant.parse("2025-05-15T10:30:00Z");
    private static final ServicePeriods MONTHLY = new ServicePeriods(StatementSchedule.standard(START), START, null);
    private static final Map<ProviderKind, ConfigurationId> CONFIGURATIONS = new EnumMap<>(Map.of(
            ProviderKind.STRIPE, new ConfigurationId(UUID.randomUUID()),
            ProviderKind.NETSUITE, new ConfigurationId(UUID.randomUUID()),
            ProviderKind.MARKETPLACE, new ConfigurationId(UUID.randomUUID())));

    @ParameterizedTest(name = "{0} to {1}: now {2}, next {3}")
    @CsvSource({
        "STRIPE,      STRIPE,      true,  true",
        "STRIPE,      NETSUITE,    true,  true",
        "NETSUITE,    STRIPE,      true,  true",
        "NETSUITE,    NETSUITE,    true,  true",
        "STRIPE,      MARKETPLACE, false, true",
        "MARKETPLACE, STRIPE,      false, true",
        "MARKETPLACE, MARKETPLACE, false, true",
        "NETSUITE,    MARKETPLACE, false, true",
        "MARKETPLACE, NETSUITE,    false, true",
        "STRIPE,      NONE,        true,  true",
        "NETSUITE,    NONE,        true,  true",
        "MARKETPLACE, NONE,        false, true",
        "NONE,        STRIPE,      true,  true",
        "NONE,        NETSUITE,    true,  true",
        "NONE,        MARKETPLACE, false, true",
        "NONE,        NONE,        true,  true"
    })
    void transitions_are_the_published_ones(ProviderKind from, ProviderKind to, boolean current, boolean next) {
        ProviderSchedule schedule = schedule(Map.of("2025-01-01", from));
        assertThat(isMade(change(schedule, to, PeriodBoundary.START_OF_CURRENT_PERIOD)))
                .isEqualTo(current);
        assertThat(isMade(change(schedule, to, PeriodBoundary.START_OF_NEXT_PERIOD)))
                .isEqualTo(next);
    }

    @ParameterizedTest(name = "at {0}: {1}, then {2}")
    @CsvSource({
        "2024-12-01T00:00:00Z,     2025-01-01, 2025-02-01",
        "2024-12-31T23:59:59.999Z, 2025-01-01, 2025-02-01",
        "2025-01-01T00:00:00Z,     2025-01-01, 2025-02-01",
        "2025-04-30T23:59:59.999Z, 2025-04-01, 2025-05-01",
        "2025-05-01T00:00:00Z,     2025-05-01, 2025-06-01",
        "2025-05-01T10:00:00Z,     2025-05-01, 2025-06-01"
    })
    void the_words_are_resolved_when_they_are_said(Instant now, String current, String next) {
        ProviderSchedule schedule = schedule(Map.of("2025-01-01", ProviderKind.STRIPE));
        assertThat(made(schedule.change(
                                request(ProviderKind.STRIPE, PeriodBoundary.START_OF_CURRENT_PERIOD),
                                MONTHLY,
                                Thresholds.NONE,
                                now))
                        .segment()
                        .effectiveAt())
                .isEqualTo(day(current));
        assertThat(made(schedule.change(
                                request(ProviderKind.STRIPE, PeriodBoundary.START_OF_NEXT_PERIOD),
                                MONTHLY,
                                Thresholds.NONE,
                                now))
                        .segment()
                        .effectiveAt())
                .isEqualTo(day(next));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-05-15T10:00:00Z, START_OF_CURRENT_PERIOD, ended",
        "2025-05-15T10:30:00Z, START_OF_NEXT_PERIOD,    ended",
        "2025-05-15T11:00:00Z, START_OF_NEXT_PERIOD,    no next period",
        "2025-06-01T00:00:00Z, START_OF_NEXT_PERIOD,    no next period"
    })
    void there_is_no_boundary_behind_the_end(Instant end, PeriodBoundary word, String reason) {
        var periods = new ServicePeriods(StatementSchedule.standard(START), START, end);
        var change = schedule(Map.of("2025-01-01", ProviderKind.STRIPE))
                .change(request(ProviderKind.STRIPE, word), periods, Thresholds.NONE, NOW);
        assertThat(reasons(change)).singleElement().asString().contains(reason);
    }

    @Test
    void a_contract_that_ends_just_behind_the_boundary_has_a_next_period() {
        var periods = new ServicePeriods(
                StatementSchedule.standard(START), START, day("2025-06-01").plusSeconds(3600));
        assertThat(isMade(schedule(Map.of("2025-01-01", ProviderKind.STRIPE))
                        .change(
                                request(ProviderKind.MARKETPLACE, PeriodBoundary.START_OF_NEXT_PERIOD),
                                periods,
                                Thresholds.NONE,
                                NOW)))
                .isTrue();
    }

    /** The predecessor is Stripe, but a marketplace was metered since the boundary. */
    @Test
    void a_marketplace_in_force_now_is_not_cut_short_even_if_stripe_came_before_it() {
        ProviderSchedule schedule =
                schedule(Map.of("2025-01-01", ProviderKind.STRIPE, "2025-05-01", ProviderKind.MARKETPLACE));
        assertThat(reasons(change(schedule, ProviderKind.STRIPE, PeriodBoundary.START_OF_CURRENT_PERIOD)))
                .containsExactly(ProviderSchedule.FROM_MARKETPLACE);
    }

    @Test
    void the_first_segment_of_a_marketplace_is_not_replaced_in_its_own_period() {
        ProviderSchedule schedule = schedule(Map.of("2025-01-01", ProviderKind.MARKETPLACE));
        var change = schedule.change(
                request(ProviderKind.STRIPE, PeriodBoundary.START_OF_CURRENT_PERIOD),
                MONTHLY,
                Thresholds.NONE,
                day("2025-01-20"));
        assertThat(reasons(change)).containsExactly(ProviderSchedule.FROM_MARKETPLACE);
    }

    @Test
    void every_reason_is_named_at_once() {
        ProviderSchedule schedule = schedule(Map.of("2025-01-01", ProviderKind.MARKETPLACE));
        var change = schedule.change(
                request(ProviderKind.MARKETPLACE, PeriodBoundary.START_OF_CURRENT_PERIOD),
                MONTHLY,
                new Thresholds(spend(true, "NONE"), null),
                NOW);
        assertThat(reasons(change))
                .containsExactly(
                        ProviderSchedule.TO_MARKETPLACE,
                        ProviderSchedule.FROM_MARKETPLACE,
                        ProviderSchedule.THRESHOLD_BILLING);
    }

    @Test
    void a_replaced_segment_leaves_no_trace_and_a_later_one_stays() {
        ProviderSchedule schedule = schedule(Map.of(
                "2025-01-01", ProviderKind.STRIPE,
                "2025-06-01", ProviderKind.MARKETPLACE,
                "2025-08-01", ProviderKind.NETSUITE));
        var segments = made(change(schedule, ProviderKind.NETSUITE, PeriodBoundary.START_OF_NEXT_PERIOD))
                .schedule()
                .segments()
                .segments();
        assertThat(segments)
                .extracting(Timeline.Segment::from)
                .containsExactly(day("2025-01-01"), day("2025-06-01"), day("2025-08-01"));
        assertThat(segments.get(1).value().configuration()).isEqualTo(CONFIGURATIONS.get(ProviderKind.NETSUITE));
    }

    @Test
    void the_tenth_segment_fits_and_the_eleventh_does_not_but_one_of_ten_is_replaced() {
        Map<String, ProviderKind> nine = new HashMap<>();
        for (int month = 1; month <= 9; month++) {
            nine.put("2024-0" + month + "-01", ProviderKind.STRIPE);
        }
        var tenth = made(change(schedule(nine), ProviderKind.STRIPE, PeriodBoundary.START_OF_CURRENT_PERIOD));
        assertThat(tenth.schedule().segments().size()).isEqualTo(10);
        assertThat(reasons(change(tenth.schedule(), ProviderKind.STRIPE, PeriodBoundary.START_OF_NEXT_PERIOD)))
                .containsExactly(ProviderSchedule.FULL);
        assertThat(made(change(tenth.schedule(), ProviderKind.NETSUITE, PeriodBoundary.START_OF_CURRENT_PERIOD))
                        .schedule()
                        .segments()
                        .size())
                .isEqualTo(10);
    }

    @ParameterizedTest(name = "{0}: enabled {1}, paid through {2}: {3}")
    @CsvSource({
        "MARKETPLACE, true,  NONE,     false",
        "MARKETPLACE, true,  EXTERNAL, false",
        "MARKETPLACE, true,  STRIPE,   false",
        "MARKETPLACE, false, STRIPE,   true",
        "NETSUITE,    true,  STRIPE,   false",
        "NETSUITE,    true,  EXTERNAL, true",
        "NETSUITE,    false, STRIPE,   true",
        "NONE,        true,  STRIPE,   false",
        "NONE,        true,  NONE,     true",
        "STRIPE,      true,  STRIPE,   true"
    })
    void threshold_billing_and_the_provider_must_fit(ProviderKind to, boolean enabled, String gate, boolean fits) {
        for (Thresholds thresholds :
                List.of(new Thresholds(spend(enabled, gate), null), new Thresholds(null, prepaid(enabled, gate)))) {
            assertThat(isMade(schedule(Map.of("2025-01-01", ProviderKind.STRIPE))
                            .change(request(to, PeriodBoundary.START_OF_NEXT_PERIOD), MONTHLY, thresholds, NOW)))
                    .isEqualTo(fits);
            assertThat(schedule(Map.of("2025-01-01", ProviderKind.STRIPE, "2025-06-01", to))
                            .conflict(thresholds, MONTHLY, NOW)
                            .isEmpty())
                    .as("enabling it while the provider is still to come")
                    .isEqualTo(fits);
        }
    }

    @Test
    void a_marketplace_of_the_past_does_not_stand_in_the_way_of_threshold_billing() {
        ProviderSchedule schedule =
                schedule(Map.of("2025-01-01", ProviderKind.MARKETPLACE, "2025-05-01", ProviderKind.STRIPE));
        assertThat(schedule.conflict(new Thresholds(spend(true, "STRIPE"), null), MONTHLY, NOW))
                .isEmpty();
    }

    /** Edits at random moments with random wishes: what is granted keeps every promise, what is not changes nothing. */
    @Property(tries = 300)
    void schedules_stay_contiguous_legal_and_on_the_grid(
            @ForAll Frequency frequency,
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 3 * 365) Integer> days,
            @ForAll @Size(40) List<ProviderKind> wishes,
            @ForAll @Size(40) List<PeriodBoundary> words) {
        var periods = new ServicePeriods(new StatementSchedule(frequency, day("2024-01-31")), START, null);
        ProviderSchedule schedule = schedule(Map.of("2025-01-01", ProviderKind.STRIPE));
        List<Integer> inOrder = days.stream().sorted().toList();
        for (int i = 0; i < inOrder.size(); i++) {
            Instant now = day("2024-12-01").plusSeconds(86_400L * inOrder.get(i) + 3);
            var change = schedule.change(request(wishes.get(i), words.get(i)), periods, Thresholds.NONE, now);
            if (change instanceof ProviderSchedule.Change.Made(var segment, var changed)) {
                assertThat(periods.containing(segment.effectiveAt())
                                .orElseThrow()
                                .start())
                        .isEqualTo(segment.effectiveAt());
                assertThat(segment.effectiveAt()).isAfterOrEqualTo(currentStart(periods, now));
                if (!segment.effectiveAt().isAfter(now)) {
                    assertThat(wishes.get(i)).isNotEqualTo(ProviderKind.MARKETPLACE);
                    assertThat(kindAt(schedule, now)).isNotEqualTo(ProviderKind.MARKETPLACE);
                }
                assertThat(past(changed, segment.effectiveAt())).isEqualTo(past(schedule, segment.effectiveAt()));
                schedule = changed;
            }
        }
        assertThat(schedule.segments().size()).isBetween(1, ProviderSchedule.MAX_SEGMENTS);
        assertContiguous(schedule);
        for (ServicePeriod period : periods.between(START, day("2028-01-01"))) {
            assertThat(RoutingRule.segmentFor(new InvoiceMoment.Interval(period), schedule.segments()))
                    .as("by the period's end and by its start")
                    .isEqualTo(schedule.segments().at(period.start()));
        }
    }

    private static void assertContiguous(ProviderSchedule schedule) {
        List<Timeline.Segment<ProviderSegment>> segments = schedule.segments().segments();
        assertThat(segments.getFirst().from()).isEqualTo(START);
        assertThat(segments.getLast().until()).isNull();
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).from())
                    .isAfter(segments.get(i - 1).from())
                    .isEqualTo(segments.get(i - 1).until());
        }
    }

    private static Instant currentStart(ServicePeriods periods, Instant now) {
        return now.isBefore(START)
                ? START
                : periods.containing(now).orElseThrow().start();
    }

    private static List<ProviderSegment> past(ProviderSchedule schedule, Instant boundary) {
        return schedule.segments().segments().stream()
                .map(Timeline.Segment::value)
                .filter(segment -> segment.effectiveAt().isBefore(boundary))
                .toList();
    }

    private static ProviderKind kindAt(ProviderSchedule schedule, Instant moment) {
        ConfigurationId configuration = schedule.segments()
                .at(moment)
                .map(found -> found.value().configuration())
                .orElse(null);
        return configuration == null ? ProviderKind.NONE : schedule.kinds().get(configuration);
    }

    private static ProviderSchedule.Change change(ProviderSchedule schedule, ProviderKind to, PeriodBoundary word) {
        return schedule.change(request(to, word), MONTHLY, Thresholds.NONE, NOW);
    }

    private static boolean isMade(ProviderSchedule.Change change) {
        return change instanceof ProviderSchedule.Change.Made;
    }

    private static ProviderSchedule.Change.Made made(ProviderSchedule.Change change) {
        assertThat(change).isInstanceOf(ProviderSchedule.Change.Made.class);
        return (ProviderSchedule.Change.Made) change;
    }

    private static List<String> reasons(ProviderSchedule.Change change) {
        assertThat(change).isInstanceOf(ProviderSchedule.Change.NotAllowed.class);
        return ((ProviderSchedule.Change.NotAllowed) change).reasons();
    }

    private static ProviderSchedule.ChangeRequest request(ProviderKind to, PeriodBoundary word) {
        return new ProviderSchedule.ChangeRequest(configuration(to), to, word, UUID.randomUUID(), null);
    }

    private static @Nullable ConfigurationId configuration(ProviderKind kind) {
        return CONFIGURATIONS.get(kind);
    }

    private static ProviderSchedule schedule(Map<String, ProviderKind> segments) {
        Timeline<ProviderSegment> timeline = Timeline.empty();
        for (var entry : segments.entrySet()) {
            Instant from = day(entry.getKey());
            timeline = timeline.with(
                    from, new ProviderSegment(UUID.randomUUID(), configuration(entry.getValue()), from, from, null));
        }
        Map<ConfigurationId, ProviderKind> kinds = new HashMap<>();
        CONFIGURATIONS.forEach((kind, id) -> kinds.put(id, kind));
        return new ProviderSchedule(timeline, kinds);
    }

    private static SpendThreshold spend(boolean enabled, String gate) {
        return new SpendThreshold(enabled, BigDecimal.TEN, commit(), gate(gate), null);
    }

    private static PrepaidBalanceThreshold prepaid(boolean enabled, String gate) {
        var recharge = new PrepaidBalanceThreshold.Recharge(BigDecimal.ONE, BigDecimal.TEN);
        return new PrepaidBalanceThreshold(enabled, recharge, CountedBalance.EVERYTHING, commit(), gate(gate), null);
    }

    private static ThresholdCommit commit() {
        var everything = new ThresholdCommit.Scope(null, null, null);
        return new ThresholdCommit(new ProductId(UUID.randomUUID()), null, null, null, everything);
    }

    private static PaymentGate gate(String type) {
        return new PaymentGate(PaymentGate.Type.valueOf(type), null, null, null);
    }

    private static Instant day(String date) {
        return Instant.parse(date + "T00:00:00Z");
    }
}
