package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.RouteChosenByHand;
import io.downbeat.platform.http.Refused;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Keeps an invoice from going to a second place by hand once a provider took anything of it, or may have: whoever was
 * asked for the money once is not asked by somebody else. Runs in the regenerating transaction.
 */
class AcceptedRouteGuard {
    private final OperatorStore deliveries;

    AcceptedRouteGuard(OperatorStore deliveries) {
        this.deliveries = deliveries;
    }

    @EventListener
    @Order(1)
    void on(RouteChosenByHand fact) {
        deliveries.lockOfInvoice(fact.customer(), fact.voided()).ifPresent(this::refuseUnlessNothingWasTaken);
        for (InvoiceId earlier : fact.earlier()) {
            deliveries.lockOfInvoice(fact.customer(), earlier).ifPresent(this::refuseUnlessTakenBack);
        }
    }

    private void refuseUnlessNothingWasTaken(Delivery delivery) {
        if (!delivery.isUntouched() || deliveries.mayHaveBeenTaken(delivery)) {
            throw Refused.rule("invoice " + delivery.invoice() + " cannot be sent elsewhere by hand, because "
                    + delivery.provider().wire() + " took something of it, or may have (delivery " + delivery.id()
                    + "); regenerate it without downbeat_billing_provider_configuration_id");
        }
        refuseUnlessTakenBack(delivery);
    }

    /** An invoice further back may have been taken, as long as it was given back for certain. */
    private void refuseUnlessTakenBack(Delivery delivery) {
        switch (delivery.state()) {
            case SKIPPED, CANCELLED -> {}
            case PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT ->
                throw Refused.busy("invoice " + delivery.invoice() + " is still being taken back from "
                        + delivery.provider().wire() + " (delivery " + delivery.id() + "); try again");
            case SENT, CONFIRMED, PARKED ->
                throw Refused.rule("nothing in place of invoice " + delivery.invoice()
                        + " can be sent elsewhere by hand, because it could not be taken back from "
                        + delivery.provider().wire() + " (delivery " + delivery.id() + " is " + delivery.state()
                        + "); settle that first");
        }
    }
}
