package io.downbeat.contracts.charges;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurringChargeTest {

    @ParameterizedTest(name = "{0} from {1} to {2}: {3}")
    @CsvSource({
        "WEEKLY,      2025-01-31, 2025-02-14, 2025-01-31 2025-02-07",
        "WEEKLY,      2025-12-25, 2026-01-02, 2025-12-25 2026-01-01",
        "MONTHLY,     2025-01-31, 2025-04-30, 2025-01-31 2025-02-28 2025-03-31",
        "MONTHLY,     2025-01-31, 2025-05-01, 2025-01-31 2025-02-28 2025-03-31 2025-04-30",
        "QUARTERLY,   2025-01-01, 2026-01-01, 2025-01-01 2025-04-01 2025-07-01 2025-10-01",
        "SEMI_ANNUAL, 2025-01-01, 2026-01-02, 2025-01-01 2025-07-01 2026-01-01",
        "ANNUAL,      2024-02-29, 2026-03-01, 2024-02-29 2025-02-28 2026-02-28"
    })
    void dates_are_counted_from_the_first(RecurringCharge.Frequency step, String from, String until, String dates) {
        assertThat(charge(from, until, step, RecurringCharge.Distribution.EACH, "1")
                        .dates())
                .extracting(date -> date.toString().substring(0, 10))
                .containsExactly(dates.split(" "));
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "EACH,            100,  100 100 100",
        "DIVIDED,         90,   30 30 30",
        "DIVIDED,         100,  33 34 33",
        "DIVIDED,         -100, -33 -34 -33",
        "DIVIDED,         100.5, 34 33 34",
        "DIVIDED_ROUNDED, 100,  33 34 33",
        "DIVIDED_ROUNDED, 2,    1 0 1",
        "DIVIDED_ROUNDED, 0,    0 0 0"
    })
    void a_price_is_charged_each_time_or_divided(
            RecurringCharge.Distribution distribution, BigDecimal amount, String amounts) {
        assertThat(charge(
                                "2025-01-01",
                                "2025-04-01",
                                RecurringCharge.Frequency.MONTHLY,
                                distribution,
                                amount.toString())
                        .items(CreditType.USD_CENTS, UUID::randomUUID))
                .extracting(item -> item.amount().stripTrailingZeros().toPlainString())
                .containsExactly(amounts.split(" "));
    }

    @ParameterizedTest(name = "{0} {1} in {2}")
    @CsvSource({"10000, 0, 7", "18, 0, 12", "100, 2, 7", "0.18, 2, 12", "-10000, 0, 7", "0.01, 2, 300"})
    void what_is_divided_is_billed_to_the_cent_as_agreed(BigDecimal agreed, int decimals, int months) {
        CreditType currency = new CreditType(UUID.randomUUID(), "some", "EUR", decimals);
        var items = over(months, RecurringCharge.Distribution.DIVIDED, agreed).items(currency, UUID::randomUUID);
        assertThat(billed(items, currency)).isEqualByComparingTo(agreed);
    }

    @Property
    void what_is_divided_is_billed_as_the_whole_would_be_and_no_part_is_a_unit_off(
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long thousandths,
            @ForAll @IntRange(min = 1, max = 300) int months,
            @ForAll @IntRange(max = 2) int decimals,
            @ForAll RecurringCharge.Distribution distribution) {
        Assume.that(distribution != RecurringCharge.Distribution.EACH);
        CreditType currency = new CreditType(UUID.randomUUID(), "some", "EUR", decimals);
        BigDecimal agreed = BigDecimal.valueOf(thousandths, 3);
        var items = over(months, distribution, agreed).items(currency, UUID::randomUUID);

        assertThat(billed(items, currency))
                .isEqualByComparingTo(new Amount(agreed, currency).rounded().value());
        BigDecimal exact = agreed.divide(BigDecimal.valueOf(months), 20, RoundingMode.HALF_EVEN);
        assertThat(items).hasSize(months).allSatisfy(item -> {
            assertThat(item.amount()).isEqualByComparingTo(item.unitPrice().multiply(item.quantity()));
            assertThat(item.amount().subtract(exact).abs()).isLessThan(BigDecimal.ONE.movePointLeft(decimals));
        });
    }

    /** What the invoices of these items come to: each item is a line of its own, and lines are rounded. */
    private static BigDecimal billed(List<ScheduledCharge.Item> items, CreditType currency) {
        return items.stream()
                .map(item -> new Amount(item.amount(), currency).rounded().value())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static RecurringCharge over(int months, RecurringCharge.Distribution how, BigDecimal amount) {
        Instant from = Instant.parse("2025-01-01T00:00:00Z");
        return new RecurringCharge(
                from,
                from.atZone(ZoneOffset.UTC).plusMonths(months).toInstant(),
                RecurringCharge.Frequency.MONTHLY,
                how,
                new ScheduledCharge.Price(amount, BigDecimal.ONE));
    }

    private static RecurringCharge charge(
            String from,
            String until,
            RecurringCharge.Frequency step,
            RecurringCharge.Distribution how,
            String amount) {
        return new RecurringCharge(
                Instant.parse(from + "T00:00:00Z"),
                Instant.parse(until + "T00:00:00Z"),
                step,
                how,
                new ScheduledCharge.Price(new BigDecimal(amount), BigDecimal.ONE));
    }
}
