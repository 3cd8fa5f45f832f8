package io.downbeat.metering;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Route;
import io.downbeat.providers.ProviderConfiguration;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finalized invoices as invoicing would publish them. */
final class TestInvoices {
    private TestInvoices() {}

    static Route route(ProviderConfiguration configuration) {
        return new Route(configuration.id(), UUID.randomUUID(), Instant.EPOCH, null, "R1");
    }

    static Route nowhere() {
        return new Route(null, UUID.randomUUID(), Instant.EPOCH, null, Route.ARCHIVED);
    }

    static Invoice finalized(
            InvoiceId id,
            ProviderConfiguration configuration,
            ContractId contract,
            @Nullable ServicePeriod period,
            long total,
            @Nullable InvoiceId from,
            CreditType currency,
            Instant issuedAt,
            Instant now,
            Route route) {
        return new Invoice(
                new InvoiceSubject(
                        id,
                        configuration.customer(),
                        contract,
                        period == null ? InvoiceType.SCHEDULED : InvoiceType.USAGE,
                        period,
                        issuedAt,
                        currency,
                        from,
                        now),
                InvoiceStatus.FINALIZED,
                List.of(),
                new Amount(BigDecimal.valueOf(total), currency),
                0,
                route,
                now,
                null);
    }
}
