package io.downbeat.delivery;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The provider's word on a delivery, kept for ever, and what {@code external_invoice} shows.
 *
 * @param ref the provider's id
 * @param externalStatus one of the API's words: DRAFT, FINALIZED, PAID, SENT, ...
 * @param issuedAt the provider's own issue instant
 * @param invoicedTotal in the API's units (USD in cents)
 * @param evidence what was read, as JSON, without secrets
 * @param tax of what it comes to; {@code null} where nobody taxed it
 * @param payment of a gated invoice what is known of its money; {@code null} for every other one
 */
public record Receipt(
        String ref,
        String externalStatus,
        @Nullable Instant issuedAt,
        @Nullable BigDecimal invoicedTotal,
        @Nullable BigDecimal invoicedSubTotal,
        @Nullable String pdfUrl,
        @Nullable String externalPaymentId,
        String evidence,
        @Nullable Tax tax,
        @Nullable PaymentAnswer payment) {

    /**
     * In the API's units.
     *
     * @param amount that is part of the total
     * @param taxable for which it is owed
     */
    public record Tax(BigDecimal amount, BigDecimal taxable) {}

    /** Of an invoice that nobody taxed and whose payment gates nothing. */
    public Receipt(
            String ref,
            String externalStatus,
            @Nullable Instant issuedAt,
            @Nullable BigDecimal invoicedTotal,
            @Nullable BigDecimal invoicedSubTotal,
            @Nullable String pdfUrl,
            @Nullable String externalPaymentId,
            String evidence) {
        this(
                ref,
                externalStatus,
                issuedAt,
                invoicedTotal,
                invoicedSubTotal,
                pdfUrl,
                externalPaymentId,
                evidence,
                null,
                null);
    }

    public Receipt with(PaymentAnswer answer) {
        return new Receipt(
                ref,
                externalStatus,
                issuedAt,
                invoicedTotal,
                invoicedSubTotal,
                pdfUrl,
                externalPaymentId,
                evidence,
                tax,
                answer);
    }

    public Receipt taxed(@Nullable Tax its) {
        return new Receipt(
                ref,
                externalStatus,
                issuedAt,
                invoicedTotal,
                invoicedSubTotal,
                pdfUrl,
                externalPaymentId,
                evidence,
                its,
                payment);
    }
}
