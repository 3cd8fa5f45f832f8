package io.downbeat.invoicing;

import static io.downbeat.invoicing.Fixtures.at;
import static io.downbeat.invoicing.Fixtures.contract;
import static io.downbeat.invoicing.Fixtures.monthly;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UsagePeriodsTest {

    @Test
    void a_draft_opens_in_its_periods_first_instant_and_not_before() {
        Contract contract = monthly("2025-01-01", null);
        Instant february = at("2025-02-01");
        assertThat(UsagePeriods.open(contract, february, february.minusNanos(1), 9)
                        .periods())
                .isEmpty();
        UsagePeriods.Opening opening = UsagePeriods.open(contract, february, february, 9);
        assertThat(opening.periods()).containsExactly(new ServicePeriod(february, at("2025-03-01")));
        assertThat(opening.next()).isEqualTo(at("2025-03-01"));
    }

    @Test
    void a_contract_that_has_ended_has_no_next_period() {
        UsagePeriods.Opening opening =
                UsagePeriods.open(monthly("2025-01-01", "2025-01-20"), at("2025-01-01"), at("2025-05-01"), 9);
        assertThat(opening.periods()).containsExactly(new ServicePeriod(at("2025-01-01"), at("2025-01-20")));
        assertThat(opening.next()).isNull();
    }

    @Test
    void many_periods_open_in_portions() {
        UsagePeriods.Opening first =
                UsagePeriods.open(monthly("2020-01-01", null), at("2020-01-01"), at("2025-01-15"), 50);
        assertThat(first.periods()).hasSize(50);
        UsagePeriods.Opening rest = UsagePeriods.open(monthly("2020-01-01", null), first.next(), at("2025-01-15"), 50);
        assertThat(rest.periods()).hasSize(11);
    }

    @Test
    void invoices_begin_with_the_first_period_that_starts_at_or_after_invoice_generation() {
        assertThat(UsagePeriods.first(contract("2025-01-01", null, "2025-03-01", true, false)))
                .contains(at("2025-03-01"));
        assertThat(UsagePeriods.first(contract("2025-01-01", null, "2025-03-01T01:00:00Z", true, false)))
                .contains(at("2025-04-01"));
        assertThat(UsagePeriods.first(contract("2025-01-15", null, "2025-01-01", true, false)))
                .contains(at("2025-01-15"));
        assertThat(UsagePeriods.first(contract("2025-01-01", "2025-02-15", "2025-03-01", true, false)))
                .isEmpty();
        assertThat(UsagePeriods.first(contract("2025-01-01", null, null, false, false)))
                .isEmpty();
    }

    @Property(tries = 300)
    void drafts_tile_the_contract_whatever_the_portions(
            @ForAll @IntRange(min = 0, max = 700) int startDay,
            @ForAll @IntRange(min = 1, max = 900) int length,
            @ForAll @IntRange(min = 1, max = 7) int portion) {
        Instant start = at("2024-01-01").plus(Duration.ofDays(startDay));
        Instant end = start.plus(Duration.ofDays(length));
        Contract contract = monthly(start.toString(), end.toString());
        List<ServicePeriod> all = new ArrayList<>();
        Instant next = start;
        while (next != null) {
            UsagePeriods.Opening opening = UsagePeriods.open(contract, next, end, portion);
            all.addAll(opening.periods());
            next = opening.next();
        }
        assertThat(all.getFirst().start()).isEqualTo(start);
        assertThat(all.getLast().end()).isEqualTo(end);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).start()).isEqualTo(all.get(i - 1).end());
        }
    }
}
