package io.downbeat.invoicing;

import static io.downbeat.invoicing.Fixtures.JANUARY;
import static io.downbeat.invoicing.Fixtures.at;
import static io.downbeat.invoicing.Fixtures.charge;
import static io.downbeat.invoicing.Fixtures.consolidating;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledItemsTest {
    private static final CreditType EUR = new CreditType(new UUID(5, 5), "EUR", "EUR", 2);

    private static List<Instant> own(ContractTerms terms, ScheduledItems.Billing billing, Set<Instant> closed) {
        return ScheduledItems.ownInvoices(terms, billing, CreditType.USD_CENTS, closed::contains).stream()
                .map(ScheduledItems.Key::date)
                .sorted()
                .toList();
    }

    private static List<Instant> on(InvoiceHeader draft, ContractTerms terms, ScheduledItems.Billing billing) {
        return ScheduledItems.on(draft, terms, billing).stream()
                .map(of -> of.date())
                .toList();
    }

    @Test
    void only_the_charge_of_the_contracts_first_day_stands_alone() {
        ContractTerms terms = consolidating(null, charge("2025-01-01", "2025-02-01", "2025-03-01"));
        assertThat(own(terms, ScheduledItems.Billing.NOTHING, Set.of())).containsExactly(at("2025-01-01"));
        assertThat(on(Fixtures.usageDraft(JANUARY), terms, ScheduledItems.Billing.NOTHING))
                .containsExactly(at("2025-02-01"));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-31T23:59:59Z, false",
        "2025-02-01T00:00:00Z, true",
        "2025-02-01T23:59:59Z, true",
        "2025-02-02T00:00:00Z, false"
    })
    void a_charge_rides_if_a_period_ends_on_its_day(String date, boolean rides) {
        ContractTerms terms = consolidating(null, charge(date));
        assertThat(own(terms, ScheduledItems.Billing.NOTHING, Set.of())).hasSize(rides ? 0 : 1);
        assertThat(on(Fixtures.usageDraft(JANUARY), terms, ScheduledItems.Billing.NOTHING))
                .hasSize(rides ? 1 : 0);
    }

    @Test
    void a_charge_rides_once_although_the_contract_ends_hours_after_a_period_on_its_day() {
        ContractTerms terms = consolidating("2025-02-01T05:00:00Z", charge("2025-02-01"));
        var last = new ServicePeriod(at("2025-02-01"), at("2025-02-01T05:00:00Z"));
        assertThat(own(terms, ScheduledItems.Billing.NOTHING, Set.of())).isEmpty();
        assertThat(on(Fixtures.usageDraft(JANUARY), terms, ScheduledItems.Billing.NOTHING))
                .containsExactly(at("2025-02-01"));
        assertThat(on(Fixtures.usageDraft(last), terms, ScheduledItems.Billing.NOTHING))
                .isEmpty();
    }

    @Test
    void a_charge_added_after_its_usage_invoice_was_finalized_stands_alone() {
        ContractTerms terms = consolidating(null, charge("2025-02-01"));
        assertThat(own(terms, ScheduledItems.Billing.NOTHING, Set.of(at("2025-02-01"))))
                .containsExactly(at("2025-02-01"));
    }

    @Test
    void a_charge_with_an_invoice_of_its_own_does_not_ride_as_well() {
        ContractTerms terms = consolidating(null, charge("2025-02-01"));
        var own = new ScheduledItems.Billing(
                Map.of(), Set.of(new ScheduledItems.Key(at("2025-02-01"), CreditType.USD_CENTS)));
        assertThat(on(Fixtures.usageDraft(JANUARY), terms, own)).isEmpty();
        assertThat(on(Fixtures.scheduledDraft("2025-02-01"), terms, own)).containsExactly(at("2025-02-01"));
    }

    @Test
    void a_billed_charge_is_billed_by_no_other_invoice() {
        ContractTerms terms = consolidating(null, charge("2025-02-01"));
        var billed = new ScheduledItems.Billing(Map.of(new UUID(9, 1), new InvoiceId(new UUID(6, 6))), Set.of());
        assertThat(own(terms, billed, Set.of())).isEmpty();
        assertThat(on(Fixtures.usageDraft(JANUARY), terms, billed)).isEmpty();
        assertThat(on(Fixtures.scheduledDraft("2025-02-01"), terms, billed)).isEmpty();
    }

    @Test
    void a_charge_in_another_currency_stands_alone() {
        ContractTerms terms = consolidating(null, charge("2025-02-01"));
        assertThat(ScheduledItems.ownInvoices(terms, ScheduledItems.Billing.NOTHING, EUR, end -> false))
                .hasSize(1);
    }

    @Test
    void nothing_is_charged_at_or_after_the_contracts_end() {
        ContractTerms terms = consolidating("2025-02-10", charge("2025-02-09", "2025-02-10", "2025-02-11"));
        assertThat(own(terms, ScheduledItems.Billing.NOTHING, Set.of())).containsExactly(at("2025-02-09"));
        ContractTerms longer = consolidating("2025-02-12", charge("2025-02-09", "2025-02-10", "2025-02-11"));
        assertThat(own(longer, ScheduledItems.Billing.NOTHING, Set.of()))
                .containsExactly(at("2025-02-09"), at("2025-02-10"), at("2025-02-11"));
        var cut = new ServicePeriod(at("2025-02-01"), at("2025-02-12"));
        assertThat(on(Fixtures.usageDraft(cut), longer, ScheduledItems.Billing.NOTHING))
                .isEmpty();
    }
}
