package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.providers.BillingProvider;
import org.jspecify.annotations.Nullable;

/** What an invoice's {@code external_invoice} says of its delivery (domain.md C.2). */
public final class ExternalInvoices {
    /** Nothing more is sent until a person has looked. */
    static final String REFUSED = "INVALID_REQUEST_ERROR";

    private ExternalInvoices() {}

    public static ExternalInvoice queued(BillingProvider provider) {
        return bare(provider, null, "QUEUED", null);
    }

    public static ExternalInvoice skipped(BillingProvider provider, String reason) {
        return bare(provider, null, "SKIPPED", reason);
    }

    public static ExternalInvoice refused(BillingProvider provider, String reason) {
        return bare(provider, null, REFUSED, reason);
    }

    public static ExternalInvoice of(BillingProvider provider, Receipt receipt) {
        // What is charged by a payment alone has no invoice there.
        boolean isPaymentAlone = receipt.ref().equals(receipt.externalPaymentId());
        return new ExternalInvoice(
                provider.wire(),
                isPaymentAlone ? null : receipt.ref(),
                receipt.externalStatus(),
                receipt.issuedAt(),
                receipt.invoicedTotal(),
                receipt.invoicedSubTotal(),
                null,
                receipt.pdfUrl(),
                receipt.externalPaymentId(),
                receipt.tax() == null
                        ? null
                        : new ExternalInvoice.Tax(
                                receipt.tax().amount(), receipt.tax().taxable()));
    }

    /**
     * {@code null} while it still shows what it showed: QUEUED, or the provider's last word.
     *
     * @param providerShows as {@link InvoiceRoute#showsInvoices} says
     */
    static @Nullable ExternalInvoice of(Delivery delivery, Outcome outcome, boolean providerShows) {
        BillingProvider provider = delivery.provider();
        return switch (outcome.state()) {
            case SENT, CONFIRMED -> outcome.receipt() == null ? null : of(provider, outcome.receipt());
            case PARKED ->
                delivery.purpose() == Purpose.WITHDRAW
                        ? (providerShows ? null : remains(delivery, outcome))
                        : bare(provider, null, REFUSED, outcome.reason());
            case SKIPPED -> bare(provider, null, "SKIPPED", outcome.reason());
            case CANCELLED ->
                delivery.providerRef() == null
                        ? bare(provider, null, "SKIPPED", outcome.reason())
                        : bare(provider, delivery.providerRef(), "VOID", null);
            case PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT ->
                outcome.awaited() == null ? null : of(provider, outcome.awaited());
        };
    }

    /** What could not be taken back is still there as it was; nobody shows it, so the invoice says how much. */
    private static ExternalInvoice remains(Delivery delivery, Outcome outcome) {
        return new ExternalInvoice(
                delivery.provider().wire(),
                delivery.providerRef(),
                "SENT",
                null,
                delivery.total().value(),
                delivery.total().value(),
                outcome.reason(),
                null,
                null);
    }

    private static ExternalInvoice bare(
            BillingProvider provider, @Nullable String ref, String status, @Nullable String error) {
        // With INVALID_REQUEST_ERROR or SKIPPED there is an error text and no provider's id (domain.md C.2).
        return new ExternalInvoice(provider.wire(), ref, status, null, null, null, error, null, null);
    }
}
