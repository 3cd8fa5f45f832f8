package io.downbeat.invoicing.api;

import io.downbeat.invoicing.ExternalInvoice;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code external_invoice}: what the billing provider made of it. */
record ExternalInvoiceView(
        String billingProviderType,
        @Nullable String invoiceId,
        @Nullable Instant issuedAtTimestamp,
        String externalStatus,
        @Nullable String pdfUrl,
        @Nullable BigDecimal invoicedTotal,
        @Nullable BigDecimal invoicedSubTotal,
        @Nullable String billingProviderError,
        @Nullable String externalPaymentId,
        @Nullable TaxView tax) {

    private record TaxView(BigDecimal totalTaxAmount, BigDecimal totalTaxableAmount) {
        static @Nullable TaxView of(ExternalInvoice.@Nullable Tax tax) {
            return tax == null ? null : new TaxView(tax.amount(), tax.taxable());
        }
    }

    static ExternalInvoiceView of(ExternalInvoice external) {
        return new ExternalInvoiceView(
                external.billingProviderType(),
                external.invoiceId(),
                external.issuedAt(),
                external.externalStatus(),
                external.pdfUrl(),
                external.invoicedTotal(),
                external.invoicedSubTotal(),
                external.error(),
                external.externalPaymentId(),
                TaxView.of(external.tax()));
    }
}
