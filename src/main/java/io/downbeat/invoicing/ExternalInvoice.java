package io.downbeat.invoicing;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

public record ExternalInvoice(
        String billingProviderType,
        @Nullable String invoiceId,
        String externalStatus,
        @Nullable Instant issuedAt,
        @Nullable BigDecimal invoicedTotal,
        @Nullable BigDecimal invoicedSubTotal,
        @Nullable String error,
        @Nullable String pdfUrl,
        @Nullable String externalPaymentId) {}
