package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryCancelled;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.engine.ExternalInvoices;
import io.downbeat.delivery.engine.ExternalStatusListener;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.platform.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * A correction follows its origin: voiding an invoice takes it back at the provider that got it, whatever the contract's
 * schedule says by now. Runs in the voiding transaction; the provider hears of it right after.
 */
class Withdrawals {
    private final OperatorStore deliveries;
    private final InvoiceRoutes routes;
    private final ExternalStatusListener news;
    private final ApplicationEventPublisher facts;
    private final InstantSource clock;

    Withdrawals(
            OperatorStore deliveries,
            InvoiceRoutes routes,
            ExternalStatusListener news,
            ApplicationEventPublisher facts,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.routes = routes;
        this.news = news;
        this.facts = facts;
        this.clock = clock;
    }

    @EventListener
    @Order(3)
    void on(InvoiceVoided fact) {
        deliveries
                .lockOfInvoice(fact.invoice().customer(), fact.invoice().id())
                .ifPresent(delivery -> withdraw(delivery, "the invoice was voided"));
    }

    /**
     * What was metered of a voided invoice counts for the one in its place, so nobody should refund it any more: the
     * parked withdrawal decides again.
     */
    @EventListener
    @Order(3)
    void on(InvoicesFinalized fact) {
        for (Invoice invoice : fact.invoices()) {
            if (invoice.regeneratedFrom() != null) {
                deliveries
                        .lockOfInvoice(invoice.customer(), invoice.regeneratedFrom())
                        .filter(voided -> voided.state() == DeliveryState.PARKED
                                && voided.purpose() == Purpose.WITHDRAW
                                && isSettledBesideIt(voided))
                        .ifPresent(voided -> withdraw(voided, "the invoice was regenerated"));
            }
        }
    }

    /**
     * A delivery without a payload could not even be frozen, so no route knows of it; but for one with a total below zero:
     * it was parked for that alone, and may have been metered while its invoice was a draft.
     */
    private boolean isSettledBesideIt(Delivery delivery) {
        return (delivery.payload().isFrozen() || delivery.total().signum() < 0)
                && routes.find(delivery.provider(), delivery.method())
                        .filter(route -> route.account().isEmpty())
                        .isPresent();
    }

    /**
     * Whether it is still being found out if there is anything to refund by hand. Until then a person cannot know how much; and
     * an invoice may just have been regenerated that bills it instead.
     */
    boolean isUndecided(Delivery delivery) {
        return delivery.purpose() == Purpose.WITHDRAW
                && delivery.state() != DeliveryState.PARKED
                && isSettledBesideIt(delivery);
    }

    /**
     * A person was asked to refund what had been metered, or to tell the consumers of a message, and said that it is done:
     * nobody is asked once more. Where the provider shows what it holds, it is asked again, and it tells.
     */
    private boolean isTakenBackByHand(Delivery delivery) {
        return delivery.purpose() == Purpose.WITHDRAW
                && delivery.state() == DeliveryState.SENT
                && routes.find(delivery.provider(), delivery.method())
                        .filter(route -> !route.showsInvoices())
                        .isPresent();
    }

    /** As {@link io.downbeat.delivery.InvoiceRoute#goesOutBesideIt}, of a locked row: nothing more joins it meanwhile. */
    Optional<String> goesOutBesideIt(Delivery delivery) {
        return routes.find(delivery.provider(), delivery.method()).flatMap(route -> route.goesOutBesideIt(delivery));
    }

    /** The row is locked. A server that has it in hand loses it: its fence is no longer the row's. */
    void withdraw(Delivery delivery, String reason) {
        if (isTakenBackByHand(delivery)) {
            return;
        }
        switch (delivery.state()) {
            case SKIPPED, CANCELLED -> {}
            case PENDING, CLAIMED, SENDING, SENT, CONFIRMED, UNKNOWN, RETRY_WAIT, PARKED -> {
                if (delivery.isUntouched() && !isSettledBesideIt(delivery)) {
                    String told = deliveries.cancel(delivery, reason, clock.instant());
                    news.record(delivery.invoiceRef(), ExternalInvoices.skipped(delivery.provider(), told));
                    facts.publishEvent(new DeliveryCancelled(delivery.invoiceRef(), told));
                } else {
                    if (!delivery.payload().isFrozen()) {
                        deliveries.again(delivery, frozen(delivery), clock.instant());
                    }
                    deliveries.turnBack(delivery, reason, clock.instant());
                }
            }
        }
    }

    /** A claim wants frozen bytes, and of this delivery none were made. Nothing of it is sent any more. */
    private static Frozen.Deliverable frozen(Delivery delivery) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("invoice_id", delivery.invoice().value());
        payload.put("total", delivery.total().value());
        return new Frozen.Deliverable(Json.write(payload).getBytes(StandardCharsets.UTF_8), null, null, null);
    }
}
