package io.downbeat.metering.settlement;

import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a marketplace holds all of an invoice: what its delivery asks until it is confirmed.
 *
 * <p>A delivery that has to wait is woken when a record of it is settled, in that transaction; the
 * end of the last window is only the latest moment by which it looks again.
 */
public final class Metering {
    /** Other work due at the same moment comes first. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final MeteredInvoiceStore invoices;

    Metering(MeteredInvoiceStore invoices) {
        this.invoices = invoices;
    }

    Optional<MeteredInvoice> of(Invoice.Ref invoice) {
        return invoices.find(invoice);
    }

    /** By its id alone. */
    public Optional<MeteredInvoice> of(InvoiceId invoice) {
        return invoices.find(invoice);
    }

    /** @param total of the finalized invoice, in cents */
    Settlement settle(Invoice.Ref invoice, long total, Instant now) {
        return invoices.find(invoice)
                .map(metered -> settle(metered, total, now))
                .orElseGet(() -> new Settlement.Shortfall(
                        total,
                        "the invoice was never metered: its configuration lacks a key that metering needs, or"
                                + " was archived"));
    }

    /** Pure. */
    static Settlement settle(MeteredInvoice metered, long total, Instant now) {
        if (metered.cents().open() > 0) {
            return new Settlement.Waiting(
                    later(metered.settledBy(), now), metered.cents().open() + " cents are on their way");
        }
        if (metered.cents().handedOver() > 0) {
            return new Settlement.Waiting(
                    later(metered.settledBy(), now),
                    metered.cents().handedOver() + " cents were handed over and are not confirmed yet");
        }
        if (metered.nextLookAt() != null) {
            return new Settlement.Waiting(later(metered.nextLookAt(), now), "the last hours are still to be metered");
        }
        if (metered.cents().parked() > 0) {
            return new Settlement.Shortfall(
                    Math.max(total - metered.cents().confirmed(), 0),
                    metered.cents().parked()
                            + " cents are in a parked metering record: see GET /downbeat/v1/meterSlots?invoice_id="
                            + metered.invoice());
        }
        long missing = total - metered.cents().confirmed();
        if (missing > 0) {
            String why = metered.reason() == null ? "metering found no hour for it" : metered.reason();
            return new Settlement.Shortfall(missing, why);
        }
        return new Settlement.Settled(metered, -missing);
    }

    static Instant later(@Nullable Instant due, Instant now) {
        Instant soon = now.plus(MOMENT);
        return due == null || due.isBefore(now) ? soon : due.plus(MOMENT);
    }
}
