package io.downbeat.invoicing;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the billing provider made of an invoice: {@code external_invoice} of the API (domain.md C.2).
 *
 * @param billingProviderType such as {@code stripe}
 * @param invoiceId the provider's own id
 * @param externalStatus one of the API's words, such as {@code SENT}
 * @param invoicedTotal in the invoice's currency
 * @param tax that is part of the total; {@code null} where nobody taxed it
 */
public record ExternalInvoice(
        String billingProviderType,
        @Nullable String invoiceId,
        String externalStatus,
        @Nullable Instant issuedAt,
        @Nullable BigDecimal invoicedTotal,
        @Nullable BigDecimal invoicedSubTotal,
        @Nullable String error,
        @Nullable String pdfUrl,
        @Nullable String externalPaymentId,
        @Nullable Tax tax) {

    /**
     * In the invoice's currency.
     *
     * @param taxable for which the amount is owed
     */
    public record Tax(BigDecimal amount, BigDecimal taxable) {}

    /** What nobody taxed. */
    public ExternalInvoice(
            String billingProviderType,
            @Nullable String invoiceId,
            String externalStatus,
            @Nullable Instant issuedAt,
            @Nullable BigDecimal invoicedTotal,
            @Nullable BigDecimal invoicedSubTotal,
            @Nullable String error,
            @Nullable String pdfUrl,
            @Nullable String externalPaymentId) {
        this(
                billingProviderType,
                invoiceId,
                externalStatus,
                issuedAt,
                invoicedTotal,
                invoicedSubTotal,
                error,
                pdfUrl,
                externalPaymentId,
                null);
    }
}
