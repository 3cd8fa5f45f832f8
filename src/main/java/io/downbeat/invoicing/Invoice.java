package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

public record Invoice(
        InvoiceId id,
        CustomerId customer,
        ContractId contract,
        InvoiceType type,
        InvoiceStatus status,
        @Nullable ServicePeriod period,
        Instant issuedAt,
        CreditType currency,
        List<InvoiceLine> lines,
        BigDecimal total,
        int netPaymentTermsDays,
        @Nullable InvoiceRoute route,
        @Nullable InvoiceId regeneratedFrom,
        @Nullable Instant finalizedAt) {}
