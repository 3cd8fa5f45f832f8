package io.downbeat.delivery;

import io.downbeat.invoicing.InvoiceVoided;
import java.time.InstantSource;
import org.springframework.context.event.EventListener;

/**
 * A correction follows its origin: voiding an invoice takes it back at the provider that got it, whatever the contract's
 * schedule says by now. Runs in the voiding transaction; the provider hears of it right after.
 */
class Withdrawals {
    private final OperatorStore deliveries;
    private final InvoiceNews news;
    private final InstantSource clock;

    Withdrawals(OperatorStore deliveries, InvoiceNews news, InstantSource clock) {
        this.deliveries = deliveries;
        this.news = news;
        this.clock = clock;
    }

    @EventListener
    void on(InvoiceVoided fact) {
        deliveries
                .lockOfInvoice(fact.invoice().id())
                .ifPresent(delivery -> withdraw(delivery, "the invoice was voided"));
    }

    /** The row is locked. A server that has it in hand loses it: its fence is no longer the row's. */
    void withdraw(Delivery delivery, String reason) {
        switch (delivery.state()) {
            case SKIPPED, CANCELLED -> {}
            case PENDING, CLAIMED, SENDING, SENT, CONFIRMED, UNKNOWN, RETRY_WAIT, PARKED -> {
                if (delivery.isUntouched()) {
                    deliveries.cancel(delivery.id(), reason, clock.instant());
                    news.record(delivery.invoice(), External.skipped(delivery.provider(), reason));
                } else {
                    deliveries.turnBack(delivery.id(), reason, clock.instant());
                }
            }
        }
    }
}
