package io.downbeat.delivery.engine;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.engine.DeliveryStore.End;
import io.downbeat.delivery.engine.DeliveryStore.Intent;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.Circuits;
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

/** What a run needs around it: what makes its writes durable, and what its account comes to. */
class RunContext {
    private static final String ONE_OBJECT_ONE_DELIVERY = "delivery_provider_ref";

    private final DeliveryStore deliveries;
    private final DeliveryWriter writer;
    private final HeldBack heldBack;
    private final Circuits circuits;
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
            DeliveryWriter writer,
            HeldBack heldBack,
            Circuits circuits,
            Transactions transactions,
            InstantSource clock,
            DeliveryLog log,
            Segments segments) {
        this.deliveries = deliveries;
        this.writer = writer;
        this.heldBack = heldBack;
        this.circuits = circuits;
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

    /** Answers once the intent is durable. */
    Written announce(Delivery delivery, ProviderRequest step, byte[] sha256, List<Attempt> notes) {
        Intent intent = new Intent(delivery, step, sha256, notes);
        return written(delivery, delivery.providerRef(), () -> writer.announce(intent));
    }

    /** Ends the claim; what the invoice shows of it changes in the same transaction. */
    Written release(Delivery delivery, InvoiceRoute route, Outcome outcome, List<Attempt> notes) {
        Receipt receipt = outcome.receipt();
        End end = new End(delivery, outcome, route.showsInvoices(), notes);
        Written written =
                written(delivery, receipt == null ? delivery.providerRef() : receipt.ref(), () -> writer.end(end));
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
