package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryCancelled;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.PaymentAnswered;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.Circuits;
import io.downbeat.platform.Change;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/** What a run needs around it: the transactions in which a claimed delivery moves, and the news to invoicing. */
class RunContext {
    private static final String ONE_OBJECT_ONE_DELIVERY = "delivery_provider_ref";

    private final DeliveryStore deliveries;
    private final HeldBack heldBack;
    private final Circuits circuits;
    private final ExternalStatusListener news;
    private final Transactions transactions;
    private final InstantSource clock;
    private final DeliveryLog log;
    private final Segments segments;

    /** The segment of the contract's schedule by which an invoice was routed; empty where a person chose its way. */
    interface Segments {
        Optional<UUID> of(InvoiceId invoice);
    }

    RunContext(
            DeliveryStore deliveries,
            HeldBack heldBack,
            Circuits circuits,
            ExternalStatusListener news,
            Transactions transactions,
            InstantSource clock,
            DeliveryLog log,
            Segments segments) {
        this.deliveries = deliveries;
        this.heldBack = heldBack;
        this.circuits = circuits;
        this.news = news;
        this.transactions = transactions;
        this.clock = clock;
        this.log = log;
        this.segments = segments;
    }

    /** What only a span wants to know of a delivery: its invoice has it, which nobody reads for a delivery that is not followed. */
    Map<String, String> traced(Delivery delivery) {
        return segments.of(delivery.invoice())
                .map(segment -> Map.of("downbeat.segment_id", segment.toString()))
                .orElse(Map.of());
    }

    /** How long a claim or an announcement holds the row from its moment on. */
    Duration lease() {
        return deliveries.lease();
    }

    Instant now() {
        return clock.instant();
    }

    /** One statement, so it needs no transaction around it. */
    Written announce(Delivery delivery, ProviderRequest step, byte[] sha256, List<Attempt> notes) {
        return written(
                delivery, delivery.providerRef(), () -> deliveries.announce(delivery, step, sha256, notes, now()));
    }

    /** Ends the claim; what the invoice shows of it changes in the same transaction. */
    Written release(Delivery delivery, InvoiceRoute route, Outcome outcome, List<Attempt> notes) {
        Receipt receipt = outcome.receipt();
        Written written = written(
                delivery,
                receipt == null ? delivery.providerRef() : receipt.ref(),
                () -> released(delivery, route, outcome, notes));
        if (written instanceof Written.Ours) {
            log.ended(delivery, outcome.state(), outcome.reason());
        }
        return written;
    }

    /** Two deliveries in one object of a provider: no second try mends that, so it is an answer and no failure. */
    private Written written(Delivery delivery, @Nullable String ref, BooleanSupplier write) {
        try {
            return write.getAsBoolean() ? new Written.Ours() : new Written.Lost();
        } catch (DuplicateKeyException taken) {
            if (ref == null || !Failure.isOf(taken, ONE_OBJECT_ONE_DELIVERY)) {
                throw taken;
            }
            return deliveries.holderOf(delivery, ref).map(Written.Taken::new).orElseThrow(() -> taken);
        }
    }

    private boolean released(Delivery delivery, InvoiceRoute route, Outcome outcome, List<Attempt> notes) {
        return transactions.in(() -> {
            boolean ours = deliveries.release(delivery, outcome, notes, now());
            if (ours) {
                tellOfPayment(delivery, outcome);
                ExternalInvoice word = ExternalInvoices.of(delivery, outcome, route.showsInvoices());
                if (word != null) {
                    news.record(delivery.invoiceRef(), word);
                    if (hasArrived(delivery, outcome)) {
                        transactions.publish(ServerChanges.of(Change.of("send_invoice", "invoice", delivery.invoice())
                                .ofCustomer(delivery.customer().value())
                                .to(Map.of(
                                        "delivery_id",
                                        delivery.id(),
                                        "billing_provider",
                                        delivery.provider().wire(),
                                        "state",
                                        outcome.state()))));
                    }
                } else if (outcome.state() == DeliveryState.PARKED && outcome.reason() != null) {
                    news.remains(delivery.invoiceRef(), outcome.reason());
                }
            }
            return ours;
        });
    }

    private void tellOfPayment(Delivery delivery, Outcome outcome) {
        Receipt shown = outcome.awaited() == null ? outcome.receipt() : outcome.awaited();
        if (shown != null && shown.payment() != null) {
            transactions.publish(new PaymentAnswered(delivery.invoiceRef(), shown.payment()));
        }
        if (outcome.state() == DeliveryState.CANCELLED) {
            transactions.publish(new DeliveryCancelled(delivery.invoiceRef(), String.valueOf(outcome.reason())));
        }
    }

    private static boolean hasArrived(Delivery delivery, Outcome outcome) {
        return delivery.purpose() == Purpose.DELIVER
                && (outcome.state() == DeliveryState.SENT || outcome.state() == DeliveryState.CONFIRMED);
    }

    /** Nothing of the account is claimed any more until a probe was answered. */
    void openCircuit(String circuit, Circuit kind, Delivery delivery, String said) {
        var change = transactions.in(() -> heldBack.open(circuit, kind, delivery, said, now()));
        log.opened(kind, delivery, said, change);
    }

    /** The provider asks for a pause: nothing of the account is claimed before it is over. */
    void hold(String circuit, Delivery delivery, Duration pause) {
        var change = transactions.in(() -> heldBack.hold(circuit, delivery, pause, now()));
        log.opened(Circuit.THROTTLED, delivery, "for " + pause, change);
    }

    void accountIsHealthy(AccountKey account) {
        transactions.run(() -> circuits.healthy(account));
    }
}
