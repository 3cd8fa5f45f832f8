package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.engine.opening.Freezing;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;

/** Freezes what could not be sent when its invoice was finalized: nothing left since, so it may be frozen anew. */
class FreezeAgain {
    private final Invoicing invoicing;
    private final Providers providers;
    private final Freezing freezing;

    FreezeAgain(Invoicing invoicing, Providers providers, Freezing freezing) {
        this.invoicing = invoicing;
        this.providers = providers;
        this.freezing = freezing;
    }

    /**
     * Whether the delivery ends with word of a payment that somebody waits for. Nobody does once its invoice is void and the
     * provider said why it cannot be taken back; until then it may still be paid there.
     */
    boolean isChargedAtOnce(Delivery delivery) {
        return invoicing
                .find(delivery.invoice())
                .filter(invoice ->
                        invoice.status() == InvoiceStatus.FINALIZED || delivery.state() != DeliveryState.PARKED)
                .filter(freezing::isChargedAtOnce)
                .isPresent();
    }

    Frozen.Deliverable freeze(Delivery delivery) {
        Invoice invoice = invoicing
                .find(delivery.invoice())
                .filter(found -> found.status() == InvoiceStatus.FINALIZED)
                .orElseThrow(() -> Refused.conflict("the invoice is not finalized any more; cancel the delivery"));
        ProviderConfiguration configuration =
                providers.find(delivery.destination().configuration()).orElseThrow();
        return switch (freezing.freeze(invoice, configuration)) {
            case Frozen.Deliverable deliverable -> deliverable;
            case Frozen.Skipped(String reason) -> throw Refused.conflict("it still cannot be sent: " + reason);
            case Frozen.Unsendable(String reason) -> throw Refused.conflict("it still cannot be sent: " + reason);
        };
    }
}
