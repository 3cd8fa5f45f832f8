package io.downbeat.contracts.commits;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The periods of a recurring balance and what each is worth (C-37 to C-45). */
class RecurringGridTest {
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    private static @Nullable Instant day(@Nullable String day) {
        return day == null ? null : Instant.parse(day + "T00:00:00Z");
    }

    private static Contract contract(String start, @Nullable String end) {
        Instant startingAt = day(start);
        return new Contract(
                new Contract.Fixed(
                        new ContractId(UUID.randomUUID()),
                        new CustomerId(UUID.randomUUID()),
                        startingAt,
                        null,
                        StatementSchedule.standard(startingAt),
                        null,
                        false,
                        Contract.MultiplierPrioritization.LOWEST_MULTIPLIER,
                        Map.of(),
                        startingAt),
                null,
                day(end),
                0,
                null);
    }

    private static RecurringBalance item(
            RecurringBalance.Schedule schedule,
            String access,
            @Nullable String invoice,
            RecurringBalance.@Nullable Rounding rounding) {
        BalanceTerms terms = new BalanceTerms(
                new ProductId(UUID.randomUUID()),
                null,
                null,
                BigDecimal.ONE,
                new AppliesTo.Everything(),
                RateType.LIST_RATE,
                null,
                Map.of());
        return new RecurringBalance(
                UUID.randomUUID(),
                invoice == null ? BalanceType.CREDIT : BalanceType.PREPAID,
                terms,
                BalanceScope.ChildAccess.NONE,
                new RecurringBalance.Amount(CreditType.USD_CENTS, new BigDecimal(access), BigDecimal.ONE, rounding),
                invoice == null
                        ? null
                        : new RecurringBalance.Amount(
                                CreditType.USD_CENTS, new BigDecimal(invoice), BigDecimal.ONE, null),
                schedule,
                null,
                schedule.startingAt());
    }

    private static RecurringBalance.Schedule schedule(String start, @Nullable String end) {
        return new RecurringBalance.Schedule(day(start), day(end), null, RecurringBalance.Proration.FIRST_AND_LAST, 1);
    }

    private static String shown(RecurringGrid.Period period) {
        return period.start().toString().substring(5, 10) + ".."
                + period.accessEnd().toString().substring(5, 10) + " "
                + period.access().stripTrailingZeros().toPlainString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        C-38 | 2025-01-16 | 2025-03-11 |         | FIRST_AND_LAST | 1 | 3100 | 01-16..02-01 1600, 02-01..03-01 3100, 03-01..04-01 1000
        C-39 | 2025-01-16 | 2025-03-11 |         | NONE           | 1 | 3100 | 01-16..02-01 3100, 02-01..03-01 3100, 03-01..04-01 3100
        first only | 2025-01-16 | 2025-03-11 |   | FIRST          | 1 | 3100 | 01-16..02-01 1600, 02-01..03-01 3100, 03-01..04-01 3100
        last only | 2025-01-16 | 2025-03-11 |    | LAST           | 1 | 3100 | 01-16..02-01 3100, 02-01..03-01 3100, 03-01..04-01 1000
        C-40 | 2025-01-16 | 2025-04-16 | MONTHLY | FIRST_AND_LAST | 1 | 3100 | 01-16..02-16 3100, 02-16..03-16 3100, 03-16..04-16 3100
        C-41 | 2025-01-31 | 2025-05-31 | MONTHLY | FIRST_AND_LAST | 1 | 1000 | 01-31..02-28 1000, 02-28..03-31 1000, 03-31..04-30 1000, 04-30..05-31 1000
        C-42 | 2025-01-16 | 2025-03-01 |         | NONE           | 3 | 1000 | 01-16..04-01 1000, 02-01..05-01 1000
        C-43 | 2025-01-01 | 2025-01-02 | ANNUAL  | FIRST_AND_LAST | 100 | 300 | 01-01..01-01 0.8219178082
        C-45 | 2025-01-21 | 2025-02-01 |         | FIRST_AND_LAST | 1 | 100  | 01-21..02-01 35.4838709677
        weeks | 2025-01-01 | 2025-01-18 | WEEKLY | FIRST_AND_LAST | 1 | 70  | 01-01..01-08 70, 01-08..01-15 70, 01-15..01-22 30
        days | 2025-01-01 | 2025-01-03 | DAILY   | NONE           | 2 | 5    | 01-01..01-03 5, 01-02..01-04 5
        """)
    void a_period_is_worth_its_share_and_lasts_to_its_end(
            String row,
            String start,
            String end,
            RecurringBalance.@Nullable Recurrence recurrence,
            RecurringBalance.Proration proration,
            int duration,
            String amount,
            String periods) {
        var schedule = new RecurringBalance.Schedule(day(start), day(end), recurrence, proration, duration);
        var grid = new RecurringGrid(item(schedule, amount, null, null), contract("2025-01-01", "2027-01-01"), null);
        assertThat(grid.begunAndNext(FAR).stream().map(RecurringGridTest::shown).toList())
                .hasToString("[" + periods + "]");
        assertThat(grid.nextDue(grid.begunAndNext(FAR), FAR)).isNull();
    }

    /** C-37: access keeps ten decimals, and what is charged can be billed. */
    @Test
    void a_share_of_what_is_charged_is_rounded_to_what_can_be_billed() {
        var grid = new RecurringGrid(
                item(schedule("2025-01-21", null), "3000", "2000", null), contract("2025-01-21", "2026-01-21"), null);
        List<RecurringGrid.Period> periods = grid.begunAndNext(day("2025-01-21"));
        assertThat(periods).hasSize(2);
        assertThat(periods.getFirst().access()).isEqualTo("1064.5161290323");
        assertThat(periods.getFirst().payment().unitPrice()).isEqualTo("710");
        assertThat(periods.getLast().access()).isEqualTo("3000");
        assertThat(periods.getLast().payment().unitPrice()).isEqualTo("2000");
    }

    @Test
    void a_rounding_that_was_agreed_on_is_for_shares_alone() {
        var floor = new RecurringBalance.Rounding(RoundingMode.FLOOR, -2);
        var grid = new RecurringGrid(
                item(schedule("2025-01-21", "2025-03-01"), "1055", null, floor), contract("2025-01-01", null), null);
        assertThat(grid.begunAndNext(FAR).stream().map(RecurringGridTest::shown))
                .containsExactly("01-21..02-01 300", "02-01..03-01 1055");
    }

    @Test
    void access_is_cut_by_the_contracts_end_and_no_period_begins_at_it() {
        var grid = new RecurringGrid(
                item(schedule("2025-01-21", null), "1000", null, null), contract("2025-01-21", "2025-02-01"), null);
        assertThat(grid.begunAndNext(FAR).stream().map(RecurringGridTest::shown))
                .containsExactly("01-21..02-01 354.8387096774");
        var cut = new RecurringGrid(
                item(schedule("2025-01-01", null), "3100", null, null), contract("2025-01-01", "2025-02-15"), null);
        assertThat(cut.begunAndNext(FAR).stream().map(RecurringGridTest::shown))
                .containsExactly("01-01..02-01 3100", "02-01..02-15 1550");
    }

    @Test
    void one_period_is_made_ahead() {
        var grid = new RecurringGrid(
                item(schedule("2025-03-01", null), "1", null, null), contract("2025-01-01", null), null);
        List<RecurringGrid.Period> first = grid.begunAndNext(day("2025-01-10"));
        assertThat(first).hasSize(1);
        assertThat(grid.nextDue(first, day("2025-01-10"))).isEqualTo(day("2025-03-01"));
        List<RecurringGrid.Period> next = grid.begunAndNext(day("2025-03-01"));
        assertThat(next).hasSize(2);
        assertThat(grid.nextDue(next, day("2025-03-01"))).isEqualTo(day("2025-04-01"));
    }
}
