package io.downbeat.invoicing;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Contracts and drafts for pure tests: only what is under test is said. */
final class Fixtures {
    static final CustomerId CUSTOMER = new CustomerId(new UUID(0, 1));
    static final ServicePeriod JANUARY = new ServicePeriod(at("2025-01-01"), at("2025-02-01"));

    private Fixtures() {}

    static Instant at(String day) {
        return Instant.parse(day.length() == 10 ? day + "T00:00:00Z" : day);
    }

    static Contract contract(
            String start, @Nullable String end, @Nullable String invoicesFrom, boolean priced, boolean consolidates) {
        var fixed = new Contract.Fixed(
                new ContractId(new UUID(0, 2)),
                CUSTOMER,
                at(start),
                priced ? new RateCardId(new UUID(0, 3)) : null,
                StatementSchedule.of(Frequency.MONTHLY, StatementSchedule.Day.FIRST_OF_MONTH, at(start), null),
                invoicesFrom == null ? null : at(invoicesFrom),
                consolidates,
                Contract.MultiplierPrioritization.LOWEST_MULTIPLIER,
                Map.of(),
                at(start));
        return new Contract(fixed, null, end == null ? null : at(end), 30, null);
    }

    static Contract monthly(String start, @Nullable String end) {
        return contract(start, end, null, true, false);
    }

    static ContractTerms consolidating(@Nullable String end, ScheduledCharge... charges) {
        return ContractTerms.of(contract("2025-01-01", end, null, true, true))
                .with(ScheduledCharge.KIND, List.of(charges));
    }

    /** A charge whose items have the ids 1, 2 and so on. */
    static ScheduledCharge charge(String... dates) {
        List<ScheduledCharge.Item> items = Arrays.stream(dates)
                .map(date -> new ScheduledCharge.Item(
                        new UUID(9, Arrays.asList(dates).indexOf(date) + 1L),
                        at(date),
                        new ScheduledCharge.Price(new BigDecimal("7500"), BigDecimal.ONE)))
                .toList();
        return new ScheduledCharge(
                new UUID(8, 1),
                new ProductId(new UUID(0, 4)),
                "Fee",
                CreditType.USD_CENTS,
                items,
                null,
                Map.of(),
                null);
    }

    static InvoiceHeader usageDraft(ServicePeriod period) {
        return draft(InvoiceType.USAGE, period, period.end());
    }

    static InvoiceHeader scheduledDraft(String date) {
        return draft(InvoiceType.SCHEDULED, null, at(date));
    }

    private static InvoiceHeader draft(InvoiceType type, @Nullable ServicePeriod period, Instant issuedAt) {
        InvoiceSubject subject = new InvoiceSubject(
                new InvoiceId(new UUID(7, 7)),
                CUSTOMER,
                new ContractId(new UUID(0, 2)),
                type,
                period,
                issuedAt,
                CreditType.USD_CENTS,
                null,
                at("2025-01-01"));
        return new InvoiceHeader(subject, InvoiceStatus.DRAFT, 0, issuedAt, 0, null, null);
    }
}
