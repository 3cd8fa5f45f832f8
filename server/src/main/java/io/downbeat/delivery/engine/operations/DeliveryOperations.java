package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.engine.ExternalInvoices;
import io.downbeat.delivery.engine.ExternalStatusListener;
import io.downbeat.outbound.Circuits;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;

/**
 * What an operator may do to a delivery that does not come to rest by itself. Each action is written down, and none of
 * them sends anything: a retry asks the provider first like any other claim.
 */
public class DeliveryOperations {
    private final OperatorStore deliveries;
    private final FreezeAgain freezing;
    private final Withdrawals withdrawals;
    private final Circuits circuits;
    private final ExternalStatusListener news;
    private final Transactions transactions;
    private final InstantSource clock;

    DeliveryOperations(
            OperatorStore deliveries,
            FreezeAgain freezing,
            Withdrawals withdrawals,
            Circuits circuits,
            ExternalStatusListener news,
            Transactions transactions,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.freezing = freezing;
        this.withdrawals = withdrawals;
        this.circuits = circuits;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
    }

    public void retry(DeliveryId id) {
        transactions.run(() -> {
            Delivery delivery = open(id, "retried");
            Instant now = clock.instant();
            deliveries.note(delivery, "retry", null, now);
            Frozen.Deliverable frozen = delivery.payload().isFrozen() ? null : freezing.freeze(delivery);
            deliveries.again(delivery, frozen, now);
            circuits.probeNow(delivery.deliveryMethod(), now);
            if (delivery.state() == DeliveryState.PARKED && delivery.purpose() == Purpose.DELIVER) {
                news.record(delivery.invoiceRef(), ExternalInvoices.queued(delivery.provider()));
            }
            transactions.publish(change("retry_delivery", delivery));
        });
    }

    public void resolve(DeliveryId id, String ref) {
        try {
            transactions.run(() -> {
                Delivery delivery = open(id, "resolved");
                Instant now = clock.instant();
                refuseAnyWordOn(delivery);
                deliveries.note(delivery, "resolve", ref, now);
                Receipt receipt =
                        new Receipt(ref, "SENT", null, null, null, null, null, "{\"resolved_by\": \"operator\"}");
                deliveries.resolve(delivery, receipt, now);
                news.record(delivery.invoiceRef(), ExternalInvoices.of(delivery.provider(), receipt));
                transactions.publish(change("resolve_delivery", delivery).to(Map.of("provider_ref", ref)));
            });
        } catch (DuplicateKeyException taken) {
            throw Refused.conflict("provider_ref: another delivery of this account holds " + ref);
        }
    }

    private void refuseAnyWordOn(Delivery delivery) {
        if (!delivery.payload().isFrozen()) {
            throw Refused.conflict("nothing of this delivery was ever sent; retry or cancel it");
        }
        if (withdrawals.isUndecided(delivery)) {
            throw Refused.busy("whether anything of it is to be refunded is just being found out; look at the"
                    + " delivery again");
        }
        if (freezing.isChargedAtOnce(delivery)) {
            throw Refused.conflict("its payment decides whether what it bills is released, and only the provider says"
                    + " that: retry it, which asks there, or void the invoice, which ends the purchase");
        }
        withdrawals.goesOutBesideIt(delivery).ifPresent(what -> {
            throw Refused.busy("the delivery cannot be resolved right now: " + what);
        });
    }

    public void cancel(DeliveryId id, String reason) {
        transactions.run(() -> {
            Delivery delivery = open(id, "cancelled");
            if (freezing.isChargedAtOnce(delivery)) {
                throw Refused.conflict("its payment decides whether what it bills is released, and it may be paid by"
                        + " now: void the invoice, which ends the purchase and takes back what is at the provider");
            }
            deliveries.note(delivery, "cancel", reason, clock.instant());
            withdrawals.withdraw(delivery, "cancelled by an operator: " + reason);
            transactions.publish(change("cancel_delivery", delivery).because(reason));
        });
    }

    /** Has every account of the delivery method that is held back asked at once whether it works again. */
    public void probe(DeliveryMethodId method) {
        transactions.run(() -> {
            circuits.probeNow(method, clock.instant());
            transactions.publish(Change.of("probe_account", "delivery_method", method));
        });
    }

    private static Change change(String action, Delivery delivery) {
        return Change.of(action, "delivery", delivery.id())
                .ofCustomer(delivery.customer().value())
                .from(Map.of("state", delivery.state()));
    }

    /** Locked, and in a state in which a person may interfere. */
    private Delivery open(DeliveryId id, String action) {
        Delivery delivery = deliveries.lock(id).orElseThrow(() -> Refused.notFound("no delivery " + id));
        return switch (delivery.state()) {
            case PENDING, RETRY_WAIT, UNKNOWN, PARKED -> delivery;
            case CLAIMED, SENDING ->
                throw Refused.busy("the delivery is under way and cannot be " + action + " right now");
            case SENT, CONFIRMED ->
                throw Refused.conflict("the delivery is " + delivery.state() + " and cannot be " + action
                        + "; void the invoice to take it back");
            case SKIPPED, CANCELLED ->
                throw Refused.conflict("the delivery is " + delivery.state() + " for good and cannot be " + action
                        + "; void and regenerate the invoice to send it anew");
        };
    }
}
