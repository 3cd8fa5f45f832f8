package io.downbeat.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurringChargeTest {

    @ParameterizedTest(name = "{0} from {1} to {2}: {3}")
    @CsvSource({
        "MONTHLY,     2025-01-31, 2025-04-30, 2025-01-31 2025-02-28 2025-03-31",
        "MONTHLY,     2025-01-31, 2025-05-01, 2025-01-31 2025-02-28 2025-03-31 2025-04-30",
        "QUARTERLY,   2025-01-01, 2026-01-01, 2025-01-01 2025-04-01 2025-07-01 2025-10-01",
        "SEMI_ANNUAL, 2025-01-01, 2026-01-02, 2025-01-01 2025-07-01 2026-01-01",
        "ANNUAL,      2024-02-29, 2026-03-01, 2024-02-29 2025-02-28 2026-02-28"
    })
    void dates_are_counted_from_the_first(RecurringCharge.Step step, String from, String until, String dates) {
        assertThat(charge(from, until, step, RecurringCharge.Distribution.EACH, "1")
                        .dates())
                .extracting(date -> date.toString().substring(0, 10))
                .containsExactly(dates.split(" "));
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "EACH,            100,  100 100 100",
        "DIVIDED,         90,   30 30 30",
        "DIVIDED,         100,  33.333333333333 33.333333333333 33.333333333334",
        "DIVIDED_ROUNDED, 100,  33 33 34",
        "DIVIDED_ROUNDED, 2,    0 0 2",
        "DIVIDED_ROUNDED, 0,    0 0 0"
    })
    void a_price_is_charged_each_time_or_divided(
            RecurringCharge.Distribution distribution, BigDecimal amount, String amounts) {
        assertThat(charge("2025-01-01", "2025-04-01", RecurringCharge.Step.MONTHLY, distribution, amount.toString())
                        .items(CreditType.USD_CENTS, UUID::randomUUID))
                .extracting(item -> item.amount().stripTrailingZeros().toPlainString())
                .containsExactly(amounts.split(" "));
    }

    @Property
    void what_is_divided_sums_to_the_whole(
            @ForAll @IntRange(min = 0, max = 1_000_000) int cents, @ForAll @IntRange(min = 1, max = 300) int months) {
        for (var distribution : new RecurringCharge.Distribution[] {
            RecurringCharge.Distribution.DIVIDED, RecurringCharge.Distribution.DIVIDED_ROUNDED
        }) {
            var until = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(86_400L * 28 * months);
            var items = new RecurringCharge(
                            Instant.parse("2025-01-01T00:00:00Z"),
                            until,
                            RecurringCharge.Step.MONTHLY,
                            distribution,
                            new RecurringCharge.Price(BigDecimal.valueOf(cents), BigDecimal.ONE))
                    .items(CreditType.USD_CENTS, UUID::randomUUID);
            assertThat(items.stream().map(ScheduledCharge.Item::amount).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(BigDecimal.valueOf(cents));
            assertThat(items).allSatisfy(item -> assertThat(item.amount()).isNotNegative());
        }
    }

    private static RecurringCharge charge(
            String from, String until, RecurringCharge.Step step, RecurringCharge.Distribution how, String amount) {
        return new RecurringCharge(
                Instant.parse(from + "T00:00:00Z"),
                Instant.parse(until + "T00:00:00Z"),
                step,
                how,
                new RecurringCharge.Price(new BigDecimal(amount), BigDecimal.ONE));
    }
}
