package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of metering, without a database (domain.md rows 75 to 77). */
class MeterLedgerTest {

    @ParameterizedTest(name = "due {0}, billed {1}: next part {2}")
    @CsvSource({
        "10000, 7500, 2500",
        "6000, 7500, 0",
        "7500, 7500, 0",
        "7500.99, 7500, 0",
        "7501, 7500, 1",
        "0.99, 0, 0",
        "-3, 0, 0",
        "0, 0, 0"
    })
    void the_next_part_is_what_is_due_and_not_billed(BigDecimal due, long billed, long part) {
        assertThat(MeterLedger.nextPart(due, billed)).isEqualTo(part);
    }

    @Test
    void fractions_of_a_cent_accrue_and_are_never_overbilled() {
        long billed = 0;
        for (int hour = 1; hour <= 5; hour++) {
            billed += MeterLedger.nextPart(new BigDecimal("0.4").multiply(BigDecimal.valueOf(hour)), billed);
        }
        assertThat(billed).isEqualTo(2);
    }

    @Property
    void parts_are_never_negative_and_never_exceed_the_highest_amount_due(@ForAll("walks") List<BigDecimal> dues) {
        long billed = 0;
        long highest = 0;
        for (BigDecimal due : dues) {
            long part = MeterLedger.nextPart(due, billed);
            assertThat(part).isNotNegative();
            billed += part;
            highest = Math.max(highest, MeterLedger.floor(due));
            assertThat(billed).isEqualTo(highest);
        }
    }

    @Property
    void parts_sum_to_the_floor_of_a_total_that_only_grows(@ForAll("walks") List<BigDecimal> steps) {
        BigDecimal due = BigDecimal.ZERO;
        long billed = 0;
        for (BigDecimal step : steps) {
            due = due.add(step.abs());
            billed += MeterLedger.nextPart(due, billed);
        }
        assertThat(billed)
                .isEqualTo(due.setScale(0, java.math.RoundingMode.FLOOR).longValueExact());
    }

    @Property
    void a_fall_is_carried_until_usage_has_caught_up(
            @ForAll("amounts") BigDecimal peak, @ForAll("amounts") BigDecimal fallen) {
        long billed = MeterLedger.nextPart(peak.abs(), 0);
        BigDecimal lower = fallen.abs().min(peak.abs());
        assertThat(MeterLedger.nextPart(lower, billed)).isZero();
        assertThat(MeterLedger.nextPart(peak.abs().add(BigDecimal.TEN), billed)).isEqualTo(10);
    }

    @Property
    void the_remainder_is_what_the_next_part_would_be_or_what_is_owed_back(
            @ForAll("amounts") BigDecimal due, @ForAll("amounts") BigDecimal before) {
        long billed = MeterLedger.floor(before);
        long remainder = MeterLedger.remainder(due, billed);
        assertThat(Math.max(0, remainder)).isEqualTo(MeterLedger.nextPart(due, billed));
    }

    @Provide
    Arbitrary<List<BigDecimal>> walks() {
        return amounts().list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<BigDecimal> amounts() {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal("-1000"), new BigDecimal("1000000"))
                .ofScale(3);
    }
}
