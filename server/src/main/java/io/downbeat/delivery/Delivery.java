package io.downbeat.delivery;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One delivery as the claiming server holds it. Where it goes and what goes out were frozen when the invoice was finalized
 * and never change; what changes is its progress. A claim writes it under its fence; what comes from outside a claim (a
 * person, the provider's news, a circuit that opened or closed) writes it on the row itself.
 *
 * @param total the invoice's
 */
public record Delivery(
        DeliveryId id,
        InvoiceId invoice,
        CustomerId customer,
        Destination destination,
        Payload payload,
        Amount total,
        Progress progress) {

    /**
     * Where it goes.
     *
     * @param accountKey the outside account: pacing and the circuit are per account
     */
    public record Destination(
            ConfigurationId configuration,
            BillingProvider provider,
            DeliveryMethodType method,
            DeliveryMethodId deliveryMethod,
            String accountKey) {

        /** One provider's customer may be known to two accounts; order matters within one only. */
        public @Nullable String orderKey(Frozen.Deliverable goes) {
            return goes.orderKey() == null ? null : accountKey + "/" + goes.orderKey();
        }
    }

    /**
     * What goes out.
     *
     * @param bytes a JSON object in UTF-8 with at least {@code invoice_id} and {@code total}; empty if it could not be frozen
     * @param orderKey deliveries with the same key go one at a time; {@code null} for no such rule
     * @param deadlineAt after this the provider does not take it any more
     */
    public record Payload(
            byte[] bytes,
            byte[] sha256,
            @Nullable String orderKey,
            @Nullable Instant deadlineAt) {

        public boolean isFrozen() {
            return bytes.length > 0;
        }

        public boolean isIntact() {
            return Arrays.equals(Sha256.of(bytes), sha256);
        }
    }

    /**
     * How far it is.
     *
     * @param generation part of every idempotency key; grows only after the provider was asked and showed that nothing of
     *     the old generation lives
     * @param fence which claim this is; a write under an older one changes nothing
     * @param providerRef the one object at the provider that this delivery is bound to
     * @param mayExist a request of this generation went out that may have made something at the provider
     * @param undoneRef the object whose undoing we announced last (void, delete): tells our void from somebody else's
     * @param discarded how many objects came out wrong and were undone, since a person last had it tried again
     * @param failures consecutive failures, for the backoff
     */
    public record Progress(
            Purpose purpose,
            DeliveryState state,
            int generation,
            long fence,
            @Nullable String providerRef,
            boolean mayExist,
            @Nullable String undoneRef,
            int discarded,
            Sends sends,
            int failures) {

        private Progress withRef(@Nullable String ref) {
            return new Progress(
                    purpose, state, generation, fence, ref, mayExist, undoneRef, discarded, sends, failures);
        }

        private Progress withMayExist(boolean may) {
            return new Progress(
                    purpose, state, generation, fence, providerRef, may, undoneRef, discarded, sends, failures);
        }

        /** One object counts once, however often its undoing is announced. */
        private Progress announced(ProviderRequest step, Instant now) {
            String undone = step.undoes() ? providerRef : undoneRef;
            int more = step.discards() && !Objects.equals(undone, undoneRef) ? 1 : 0;
            return new Progress(
                    purpose,
                    state,
                    generation,
                    fence,
                    providerRef,
                    true,
                    undone,
                    discarded + more,
                    sends.announced(now),
                    failures);
        }

        private Progress nextGeneration() {
            return new Progress(
                    purpose,
                    state,
                    generation + 1,
                    fence,
                    null,
                    false,
                    undoneRef,
                    discarded,
                    sends.nextGeneration(),
                    failures);
        }
    }

    /**
     * When requests with an effect went out, in business time.
     *
     * @param ofGeneration the first one of this generation
     * @param first the first one ever
     * @param last the quiet time counts from here
     */
    public record Sends(
            @Nullable Instant ofGeneration,
            @Nullable Instant first,
            @Nullable Instant last) {
        private Sends announced(Instant now) {
            return new Sends(ofGeneration == null ? now : ofGeneration, first == null ? now : first, now);
        }

        private Sends nextGeneration() {
            return new Sends(null, first, last);
        }
    }

    public BillingProvider provider() {
        return destination.provider;
    }

    public DeliveryMethodType method() {
        return destination.method;
    }

    public DeliveryMethodId deliveryMethod() {
        return destination.deliveryMethod;
    }

    public String accountKey() {
        return destination.accountKey;
    }

    public Purpose purpose() {
        return progress.purpose;
    }

    public DeliveryState state() {
        return progress.state;
    }

    public int generation() {
        return progress.generation;
    }

    public @Nullable String providerRef() {
        return progress.providerRef;
    }

    public Invoice.Ref invoiceRef() {
        return new Invoice.Ref(customer, invoice);
    }

    /** Nothing was ever sent, so there is nothing to ask the provider about. */
    public boolean isUntouched() {
        return progress.providerRef == null && !progress.mayExist;
    }

    /**
     * Nothing was ever sent by this database, and yet something may be there: it is a copy that was restored, and its original
     * may have sent the invoice under a delivery of its own, which only the invoice's id tells.
     */
    public boolean mayBeOfAnOriginal() {
        return progress.mayExist && progress.sends.first == null;
    }

    /** {@code delivery:step:generation}, the form of every idempotency key. */
    public String key(String step) {
        return id + ":" + step + ":" + progress.generation;
    }

    public Delivery announced(ProviderRequest step, Instant now) {
        return with(progress.announced(step, now));
    }

    public Delivery withMayExist(boolean may) {
        return with(progress.withMayExist(may));
    }

    public Delivery bound(@Nullable String ref) {
        return with(progress.withRef(ref));
    }

    public Delivery nextGeneration() {
        return with(progress.nextGeneration());
    }

    private Delivery with(Progress changed) {
        return new Delivery(id, invoice, customer, destination, payload, total, changed);
    }
}
